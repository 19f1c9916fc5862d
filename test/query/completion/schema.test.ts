import { describe, expect, it } from 'vitest';
import { Cluster, LIMITS } from '../../../src/index.js';
import { INSTANCES, TASKS } from '../../node/small-fleet.js';

const summaryOf = (cluster: Cluster, subject: string) =>
  cluster.schema().find((summary) => summary.subject === subject);

/** As many instances as there are lists of attributes. */
function fleet(attributes: readonly Readonly<Record<string, string | undefined>>[]): Cluster {
  const containerInstances = attributes.map((named, index) => ({
    containerInstanceArn: `arn:aws:ecs:eu-central-1:1:container-instance/c/${index}`,
    attributes: Object.entries(named).map(([name, value]) => ({ name, value })),
  }));
  return Cluster.from({ containerInstances });
}

describe('schema', () => {
  const cluster = Cluster.from([INSTANCES, TASKS]);

  it('tells of a subject of text', () => {
    expect(summaryOf(cluster, 'attribute:stack')).toEqual({
      subject: 'attribute:stack',
      kind: 'text',
      rows: 3,
      distinct: 2,
      values: [
        { value: 'prod', rows: 2 },
        { value: 'test', rows: 1 },
      ],
    });
  });

  it('tells of numbers, as they are written in a query', () => {
    expect(summaryOf(cluster, 'runningTasksCount')?.values).toEqual([
      { value: '0', rows: 3 },
      { value: '1', rows: 1 },
    ]);
    expect(summaryOf(cluster, 'registeredAt')?.values).toEqual([{ value: '2026-01-02T03:04:05Z', rows: 4 }]);
  });

  it('tells of no subject that no instance has', () => {
    expect(Cluster.from([]).schema()).toEqual([]);
    expect(summaryOf(cluster, 'agentVersion')).toBeUndefined();
  });

  it('follows the cluster', () => {
    const growing = fleet([{ a: 'x' }]);
    expect(summaryOf(growing, 'attribute:a')?.rows).toBe(1);
    growing.apply({
      containerInstanceArn: 'arn:aws:ecs:eu-central-1:1:container-instance/c/1',
      attributes: [{ name: 'a' }],
    });
    expect(summaryOf(growing, 'attribute:a')).toMatchObject({ rows: 2, distinct: 1 });
  });

  it('names attributes by text', () => {
    const names = fleet([{ b: '', a: '1' }, { 'a.b': '1' }])
      .schema()
      .map(({ subject }) => subject);
    expect(names.filter((name) => name.startsWith('attribute:'))).toEqual([
      'attribute:a',
      'attribute:a.b',
      'attribute:b',
    ]);
  });

  it.each([LIMITS.schemaValues, LIMITS.schemaValues + 1])(
    'counts all of %i values, and tells the most frequent',
    (count) => {
      const values = Array.from({ length: count }, (_, at) => ({ a: `v${String(at).padStart(2, '0')}` }));
      const summary = summaryOf(fleet([...values, { a: 'v07' }]), 'attribute:a');
      expect(summary?.distinct).toBe(count);
      expect(summary?.values).toHaveLength(LIMITS.schemaValues);
      expect(summary?.values.slice(0, 2)).toEqual([
        { value: 'v07', rows: 2 },
        { value: 'v00', rows: 1 },
      ]);
    },
  );

  it.each([LIMITS.completions, LIMITS.completions + 1])('of %i values as many are offered as may be', (count) => {
    const values = Array.from({ length: count }, (_, at) => ({ a: `v${at}` }));
    expect(fleet(values).complete('attribute:a == ', 15)).toHaveLength(LIMITS.completions);
  });
});
