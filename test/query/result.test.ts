/** A result is complete for its revision, or says that the revision moved. */
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';
import { StowageError } from '../../src/model/errors.js';
import { instanceArn, shortName } from './rules-fleet.js';

const described = (name: string, version = 1, attributes: readonly object[] = []) => ({
  containerInstanceArn: instanceArn(name),
  status: 'ACTIVE',
  version,
  attributes,
});

const fleet = (names: string) => Cluster.from({ containerInstances: [...names].map((name) => described(name)) });
const change = (cluster: Cluster, name: string) =>
  cluster.apply({ containerInstances: [described(name, 2, [{ name: 'late' }])] });
const moved = (revision: number, now: number) =>
  new StowageError(
    'revision-moved',
    '',
    `the answer belongs to revision ${revision}, the cluster is at ${now} by now; run the query again`,
  );

describe('a result', () => {
  it('has the revision, the number, the keys and the rows', () => {
    const cluster = fleet('cab');
    const result = cluster.prepare('*').run();
    expect(result.revision).toBe(cluster.revision);
    expect(result.count).toBe(3);
    expect([...result].map(shortName)).toEqual(['a', 'b', 'c']);
    expect([...result.ids()]).toEqual(cluster.prepare('*').ids());
    expect([...result.rows()]).toEqual(cluster.prepare('*').rows());
  });

  it('stops where it is stopped', () => {
    const [first] = fleet('cab').prepare('*').run();
    expect(shortName(first ?? '')).toBe('a');
  });

  it('goes on while the revision stands, whatever else is asked', () => {
    const cluster = fleet('abcd');
    const ids = cluster.prepare('*').run().ids();
    const read: string[] = [];
    for (const id of ids) {
      read.push(shortName(id));
      expect(cluster.prepare('not attribute:late exists').ids()).toHaveLength(4);
      // Known already, so that nothing changes.
      cluster.apply({ containerInstances: [described('a')] });
    }
    expect(read).toEqual(['a', 'b', 'c', 'd']);
  });

  it('says that the revision moved instead of going on', () => {
    const cluster = fleet('abcd');
    const before = cluster.revision;
    const result = cluster.prepare('attribute:late !exists').run();
    const ids = result.ids();
    expect(shortName(String(ids.next().value))).toBe('a');
    change(cluster, 'c');
    expect(() => ids.next()).toThrow(moved(before, cluster.revision));
    expect(() => result.ids().next()).toThrow(moved(before, cluster.revision));
    expect(() => result.rows().next()).toThrow(moved(before, cluster.revision));
    expect(() => result.count).toThrow(moved(before, cluster.revision));
    expect([...cluster.prepare('attribute:late !exists').run()].map(shortName)).toEqual(['a', 'b', 'd']);
  });

  it('keeps a number that was asked for, and what was read to its end', () => {
    const cluster = fleet('abcd');
    const result = cluster.prepare('attribute:late !exists').run();
    const all = [...result];
    expect(result.count).toBe(4);
    change(cluster, 'c');
    expect(result.count).toBe(4);
    expect(all).toHaveLength(4);
  });

  it('is of the same revision although rows were numbered anew before', () => {
    const cluster = fleet('z');
    const names = [...'yxwvutsrqponmlkjihgfedcba'];
    cluster.apply({ containerInstances: names.flatMap((a) => [...'0123456789'].map((b) => described(a + b))) });
    const query = cluster.prepare('*');
    expect(query.count()).toBe(251);
    const result = query.run();
    const ids = [...result].map(shortName);
    expect(ids).toEqual([...ids].sort());
    expect(ids).toHaveLength(251);
  });
});
