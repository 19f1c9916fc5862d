/** What watching promises beyond the right answers: order, going on, buffers, listeners that misbehave, limits. */
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../../src/cluster.js';
import { StowageError } from '../../../src/model/errors.js';
import { LIMITS } from '../../../src/model/limits.js';
import type { WatchEvent } from '../../../src/query/watch/watch-event.js';

const ARN = 'arn:aws:ecs:eu-west-1:111122223333:container-instance/demo';

function host(id: string, zone = 'a', agentConnected = true): object {
  const attributes = [{ name: 'zone', value: zone }];
  return {
    containerInstances: [{ containerInstanceArn: `${ARN}/${id}`, status: 'ACTIVE', agentConnected, attributes }],
  };
}

function gone(id: string): object {
  const detail = { containerInstanceArn: `${ARN}/${id}`, status: 'INACTIVE' };
  return { 'detail-type': 'ECS Container Instance State Change', detail };
}

const key = (id: string): string => `${ARN}/${id}`;
const IN_A = 'attribute:zone == a';

function watched(cluster: Cluster, text: string, since?: number): WatchEvent[] {
  const events: WatchEvent[] = [];
  cluster.prepare(text).watch((event) => events.push(event), { since });
  return events;
}

describe('watch', () => {
  it('tells the answer, then what each apply changed, and nothing where nothing changed', () => {
    const cluster = Cluster.from(host('1'));
    const events = watched(cluster, IN_A);
    cluster.apply(host('2'));
    cluster.apply(host('2', 'a', false));
    cluster.apply([host('1', 'b'), host('3')]);
    cluster.apply(gone('2'));
    expect(events).toEqual([
      { kind: 'initial', revision: 1, ids: [key('1')] },
      { kind: 'change', revision: 2, added: [key('2')], removed: [] },
      { kind: 'change', revision: 5, added: [key('3')], removed: [key('1')] },
      { kind: 'change', revision: 6, added: [], removed: [key('2')] },
    ]);
  });

  it('tells nothing of what came and went, or left and came back, within one apply', () => {
    const cluster = Cluster.from(host('1'));
    const events = watched(cluster, IN_A);
    cluster.apply([host('1', 'b'), host('1'), host('2'), gone('2')]);
    expect(events).toHaveLength(1);
  });

  it('tells of a limited answer what moves in and out of it', () => {
    const cluster = Cluster.from([host('2'), host('3')]);
    const events = watched(cluster, '* | limit 2');
    cluster.apply(host('1'));
    expect(events[1]).toEqual({ kind: 'change', revision: 3, added: [key('1')], removed: [key('3')] });
  });

  it('refuses rows that stages make', () => {
    const query = Cluster.from(host('1')).prepare('* | count');
    expect(() => query.watch(() => undefined)).toThrow(expect.objectContaining({ code: 'no-keys' }));
    expect(() => query.changes()).toThrow(expect.objectContaining({ code: 'no-keys' }));
  });

  it('evaluates a query of too many conjunctions row by row, and one at the limit by index', () => {
    const cluster = Cluster.from(host('1', 'z0'));
    const pair = (at: number): string => `(agentConnected == true or attribute:p${at} exists)`;
    const pairs = Math.log2(LIMITS.watchConjunctions);
    for (const count of [pairs, pairs + 1]) {
      const text = `attribute:zone == a and ${Array.from({ length: count }, (_, at) => pair(at)).join(' and ')}`;
      const events = watched(cluster, text);
      cluster.apply(host('1', 'a'));
      cluster.apply(gone('1'));
      cluster.apply(host('1', 'z0'));
      expect(
        events.slice(1).map((event) => event.kind === 'change' && [event.added.length, event.removed.length]),
      ).toEqual([
        [1, 0],
        [0, 1],
      ]);
    }
  });
});

describe('going on from a revision', () => {
  it('tells the changes since then, also a while after the last watcher left', () => {
    const cluster = Cluster.from(host('1'));
    const end = cluster.prepare(IN_A).watch(() => undefined);
    end();
    cluster.apply(host('2'));
    cluster.apply(host('3'));
    const change = (id: string, revision: number) => ({ kind: 'change', revision, added: [key(id)], removed: [] });
    expect(watched(cluster, IN_A, 1)).toEqual([change('2', 2), change('3', 3)]);
    expect(watched(cluster, IN_A, 2)).toEqual([change('3', 3)]);
    expect(watched(cluster, IN_A, 3)).toEqual([]);
  });

  it('starts anew, and says why, where it cannot', () => {
    const cluster = Cluster.from([host('1'), host('2')]);
    watched(cluster, IN_A);
    cluster.apply([host('3'), host('4')]);
    const why = (since: number) => watched(cluster, IN_A, since)[0];
    const ids = ['1', '2', '3', '4'].map(key);
    expect(why(1)).toEqual({ kind: 'reset', revision: 4, reason: 'too-old', ids });
    expect(why(3)).toEqual({ kind: 'reset', revision: 4, reason: 'unknown-revision', ids });
    expect(why(5)).toEqual({ kind: 'reset', revision: 4, reason: 'future', ids });
    for (const since of [-1, 0.5, Number.NaN]) expect(() => why(since)).toThrow(RangeError);
  });

  it('reaches back as far as the history, and no further', () => {
    const cluster = Cluster.from(host('1'));
    watched(cluster, IN_A);
    for (let at = 0; at < LIMITS.watchHistory.changes; at++) cluster.apply(host('1', at % 2 === 0 ? 'b' : 'a'));
    expect(watched(cluster, IN_A, 1)).toHaveLength(LIMITS.watchHistory.changes);
    cluster.apply(host('1', 'b'));
    expect(watched(cluster, IN_A, 1)).toEqual([expect.objectContaining({ kind: 'reset', reason: 'too-old' })]);
    expect(watched(cluster, IN_A, 2)).toHaveLength(LIMITS.watchHistory.changes);
  });

  it('keeps no change of more keys than the history holds', () => {
    const hosts = (count: number, zone: string) => Array.from({ length: count }, (_, at) => host(String(at), zone));
    const { ids } = LIMITS.watchHistory;
    const cluster = Cluster.from(hosts(ids + 1, 'b'));
    const { revision } = cluster;
    watched(cluster, IN_A);
    cluster.apply(hosts(ids, 'a'));
    expect(watched(cluster, IN_A, revision)[0]?.kind).toBe('change');
    cluster.apply(host(String(ids), 'a'));
    expect(watched(cluster, IN_A, revision)[0]?.kind).toBe('reset');
  });

  it('forgets what nobody watches, the one left first first', () => {
    const cluster = Cluster.from(host('1'));
    const leave = (at: number) => cluster.prepare(`attribute:zone == z${at}`).watch(() => undefined)();
    for (let at = 0; at < LIMITS.unwatchedQueries; at++) leave(at);
    cluster.apply(host('1', 'b'));
    expect(watched(cluster, 'attribute:zone == z1', 1)).toEqual([]);
    // That one is watched again, so two more fit.
    leave(LIMITS.unwatchedQueries);
    leave(LIMITS.unwatchedQueries + 1);
    expect(watched(cluster, 'attribute:zone == z2', 1)).toEqual([]);
    expect(watched(cluster, 'attribute:zone == z0', 1)[0]?.kind).toBe('reset');
  });
});

describe('listeners', () => {
  it('that throw keep nobody from being told, and the error comes from apply', () => {
    const cluster = Cluster.from(host('1'));
    const query = cluster.prepare(IN_A);
    const mine = new Error('mine');
    query.watch((event) => {
      if (event.kind === 'change') throw mine;
    });
    const events = watched(cluster, IN_A);
    const thrown = expect.objectContaining({ code: 'listener-failed', cause: mine });
    expect(() => cluster.apply(host('2'))).toThrow(thrown);
    expect(query.ids()).toEqual([key('1'), key('2')]);
    expect(() => cluster.apply(host('3'))).toThrow(StowageError);
    expect(events.map(({ revision }) => revision)).toEqual([1, 2, 3]);
  });

  it('that apply, watch and unsubscribe are told in order: revisions ascend', () => {
    const cluster = Cluster.from(host('1'));
    const query = cluster.prepare(IN_A);
    const late: WatchEvent[] = [];
    query.watch(({ revision }) => {
      if (revision === 2) cluster.apply(host('3'));
      if (revision === 3) query.watch((event) => late.push(event));
    });
    const events: WatchEvent[] = [];
    const end = query.watch((event) => {
      events.push(event);
      if (event.revision === 3) end();
    });
    cluster.apply(host('2'));
    cluster.apply(host('4'));
    expect(events.map(({ revision }) => revision)).toEqual([1, 2, 3]);
    expect(late).toEqual([
      { kind: 'initial', revision: 3, ids: ['1', '2', '3'].map(key) },
      { kind: 'change', revision: 4, added: [key('4')], removed: [] },
    ]);
  });

  it('are told nothing that waits once they have ended', () => {
    const cluster = Cluster.from(host('1'));
    const query = cluster.prepare(IN_A);
    let end = (): void => undefined;
    query.watch(({ kind }) => {
      if (kind === 'change') end();
    });
    const events: WatchEvent[] = [];
    end = query.watch((event) => events.push(event));
    cluster.apply(host('2'));
    end();
    expect(events).toHaveLength(1);
  });
});

describe('a buffer', () => {
  it('gives what waits, and then nothing', () => {
    const cluster = Cluster.from(host('1'));
    const changes = cluster.prepare(IN_A).changes();
    expect(changes.take()).toEqual({ kind: 'initial', revision: 1, ids: [key('1')] });
    cluster.apply(host('2'));
    expect([...changes]).toEqual([{ kind: 'change', revision: 2, added: [key('2')], removed: [] }]);
    expect(changes.take()).toBeUndefined();
    changes.close();
    cluster.apply(host('3'));
    expect(changes.take()).toBeUndefined();
  });

  it('at its bound keeps each change, over it one net change, and a reset where that is too much', () => {
    const cluster = Cluster.from(host('1'));
    const changes = cluster.prepare(IN_A).changes({ buffer: 4 });
    changes.take();
    for (const zone of ['b', 'a', 'b', 'a']) cluster.apply(host('1', zone));
    expect([...changes]).toHaveLength(4);
    for (const zone of ['b', 'a', 'b', 'a', 'b']) cluster.apply(host('1', zone));
    expect([...changes]).toEqual([{ kind: 'change', revision: 10, added: [], removed: [key('1')] }]);
    for (const id of ['2', '3', '4', '5', '6']) cluster.apply(host(id));
    cluster.apply(gone('6'));
    const ids = ['2', '3', '4', '5'].map(key);
    expect([...changes]).toEqual([{ kind: 'reset', revision: 16, reason: 'overrun', ids }]);
  });

  it('has a bound from 1', () => {
    const query = Cluster.from(host('1')).prepare(IN_A);
    for (const buffer of [0, 1.5]) expect(() => query.changes({ buffer })).toThrow(RangeError);
    expect(query.changes({ buffer: 1, since: 1 }).take()).toBeUndefined();
  });
});

describe('limits', () => {
  it('as many queries as allowed, and not one more', () => {
    const cluster = Cluster.from(host('1'));
    const watch = (at: number) => cluster.prepare(`attribute:zone == z${at}`).watch(() => undefined);
    const end = watch(0);
    for (let at = 1; at < LIMITS.standingQueries; at++) watch(at);
    expect(() => watch(-1)).toThrow(expect.objectContaining({ code: 'watch-limit' }));
    end();
    watch(-1);
    expect(() => watch(-2)).toThrow(expect.objectContaining({ code: 'watch-limit' }));
  });
});
