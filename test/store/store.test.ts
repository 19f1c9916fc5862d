import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import { LIMITS } from '../../src/model/limits.js';
import type { Instance, Task } from '../../src/model/records.js';
import { findSubject } from '../../src/model/subjects.js';
import { Store } from '../../src/store/store.js';
import { runs } from '../support/runs.js';

function instance(key: string, more: Partial<Instance> = {}): Instance {
  return { key, attributes: new Map(), tags: new Map(), registered: new Map(), ...more };
}

function task(key: string, more: Partial<Task> = {}): Task {
  return { key, cpu: 0, memory: 0, gpu: 0, gpuIds: [], hostPorts: [], desiredStatus: 'RUNNING', ...more };
}

const put = (record: Instance): Change => ({ kind: 'instance', origin: 'description', instance: record });
const putTask = (record: Task): Change => ({ kind: 'task', origin: 'description', task: record });
const event = (record: Instance): Change => ({ kind: 'instance', origin: 'event', instance: record });
const remove = (key: string, version?: number): Change => ({
  kind: 'instance-removed',
  key,
  ...(version !== undefined && { version }),
});
const removeTask = (key: string, version?: number): Change => ({
  kind: 'task-removed',
  key,
  ...(version !== undefined && { version }),
});

/** The keys of all rows, in the order in which the store has them. */
function keysByRow(store: Store): string[] {
  return Array.from(store.rowsByKey(), (row) => store.keyAt(row));
}

function storeOf(...changes: readonly Change[]): Store {
  const store = new Store();
  store.apply(changes);
  return store;
}

describe('hosts', () => {
  it('ascend by key, each with its tasks, which ascend by key', () => {
    const store = storeOf(
      put(instance('b')),
      putTask(task('2', { instance: 'a' })),
      put(instance('a')),
      putTask(task('1', { instance: 'a' })),
    );
    expect(store.hosts().map(({ instance: { key }, tasks }) => [key, ...tasks.map((one) => one.key)])).toEqual([
      ['a', '1', '2'],
      ['b'],
    ]);
    expect(store.host('a')).toBe(store.hosts()[0]);
    expect(store.host('c')).toBeUndefined();
  });

  it('are the same object until something about them changes', () => {
    const store = storeOf(put(instance('a')), put(instance('b')), putTask(task('t', { instance: 'a' })));
    const [a, b] = store.hosts();
    store.apply([putTask(task('u', { instance: 'b' }))]);
    expect(store.host('a')).toBe(a);
    expect(store.host('b')).not.toBe(b);
    expect(store.host('b')?.tasks).toHaveLength(1);
  });

  it('hold tasks of any status', () => {
    const store = storeOf(
      put(instance('a')),
      putTask(task('t', { instance: 'a', desiredStatus: 'STOPPED', lastStatus: 'STOPPED' })),
    );
    expect(store.host('a')?.tasks).toHaveLength(1);
  });

  it('know whether tasks of their cluster are known', () => {
    const known = (instanceCluster: string | undefined, taskCluster: string | undefined): boolean | undefined => {
      const of = (cluster: string | undefined) => (cluster === undefined ? {} : { cluster });
      return storeOf(put(instance('a', of(instanceCluster))), putTask(task('t', of(taskCluster)))).host('a')
        ?.tasksKnown;
    };
    const [east, west] = ['arn:aws:ecs:east:1:cluster/prod', 'arn:aws:ecs:west:1:cluster/prod'];
    expect(known(undefined, undefined)).toBe(true);
    expect(known(undefined, 'prod')).toBe(false);
    expect(known('prod', undefined)).toBe(false);
    expect(known(east, east)).toBe(true);
    expect(known(east, west)).toBe(false);
    expect(known(east, 'prod')).toBe(true);
    expect(known('prod', east)).toBe(true);
    expect(known('prod', 'prod')).toBe(true);
    expect(known('prod', 'dev')).toBe(false);
    expect(known('dev', east)).toBe(false);
  });
});

describe('counts and clusters', () => {
  it('count instances and tasks, and name the clusters', () => {
    const store = storeOf(
      put(instance('a', { cluster: 'y' })),
      put(instance('b')),
      put(instance('c', { cluster: 'x' })),
      putTask(task('t')),
    );
    expect([store.instanceCount, store.taskCount, store.clusters()]).toEqual([3, 1, ['', 'x', 'y']]);
    expect([...store.tasks()].map(({ key }) => key)).toEqual(['t']);
    expect([...store.instances()].map(({ key }) => key).sort()).toEqual(['a', 'b', 'c']);
    store.apply([remove('a'), removeTask('t')]);
    expect([store.instanceCount, store.taskCount, store.clusters()]).toEqual([2, 0, ['', 'x']]);
    expect([...store.clustersWithTasks()]).toEqual(['']);
  });

  it('follow an instance into another cluster', () => {
    const store = storeOf(
      putTask(task('t', { cluster: 'x' })),
      put(instance('a', { cluster: 'y', runningTasksCount: 7 })),
    );
    const count = (): number => store.index.numbers(findSubject('runningTasksCount')?.subject as never).at(0);
    expect(count()).toBe(7);
    store.apply([put(instance('a', { cluster: 'x', runningTasksCount: 7 }))]);
    expect(count()).toBe(0);
    store.apply([put(instance('a', { cluster: 'y', runningTasksCount: 7 }))]);
    expect(count()).toBe(7);
    store.apply([putTask(task('u', { cluster: 'y', instance: 'a' }))]);
    expect(count()).toBe(1);
  });
});

describe('rows', () => {
  it('of removed instances are used again', () => {
    const store = storeOf(put(instance('a')), put(instance('b')));
    store.apply([remove('a'), put(instance('c')), put(instance('d'))]);
    expect(Math.max(...store.rowsByKey())).toBe(2);
    expect(keysByRow(store)).toEqual(['b', 'c', 'd']);
    expect(store.live.size).toBe(3);
  });

  it('are all free once every instance is gone', () => {
    const keys = Array.from({ length: 1_000 }, (_, at) => `i${at}`);
    const store = storeOf(...keys.map((key) => put(instance(key))));
    expect([store.live.size, store.instanceCount, store.chunkCount]).toEqual([1_000, 1_000, 1]);
    store.apply(keys.map((key) => remove(key)));
    expect([store.live.size, store.instanceCount, store.chunkCount]).toEqual([0, 0, 0]);
    expect(store.hosts()).toEqual([]);
  });

  it('are kept for tasks whose instance is not loaded, and freed with the last of them', () => {
    const store = storeOf(
      putTask(task('t', { instance: 'a' })),
      putTask(task('u', { instance: 'a' })),
      put(instance('b')),
    );
    expect(keysByRow(store)).toEqual(['b']);
    store.apply([removeTask('t'), putTask(task('u', { instance: 'b' })), put(instance('c'))]);
    expect(Math.max(...store.rowsByKey())).toBe(1);
    store.apply([putTask(task('v', { instance: 'd' })), remove('c'), put(instance('d'))]);
    expect(store.host('d')?.tasks.map(({ key }) => key)).toEqual(['v']);
    store.apply([remove('d'), removeTask('v'), put(instance('e')), put(instance('f'))]);
    expect([...store.rowsByKey()].toSorted()).toEqual([0, 1, 2]);
    expect(store.verify()).toEqual([]);
  });

  it('are numbered anew once many are out of the order of their keys, and nothing else changes', () => {
    const key = (at: number): string => `i${String((at * 7) % 500).padStart(3, '0')}`;
    const changes = Array.from({ length: 500 }, (_, at): Change[] => [
      put(
        instance(key(at), { ec2InstanceId: `e${at}`, registeredAt: at, attributes: new Map([['rack', `${at % 9}`]]) }),
      ),
      putTask(task(`t${at}`, { instance: key(at), group: `g${at % 5}` })),
      putTask(task(`u${at}`, { instance: `away${at}`, group: 'g' })),
    ]).flat();
    const store = storeOf(...changes);
    const before = contents(store, false);
    const hosts = store.hosts();
    expect([store.layout, store.strays.size]).toEqual([1, 0]);
    expect(keysByRow(store)).toEqual(keysByRow(store).toSorted());
    expect(contents(store, false)).toEqual(before);
    expect(store.hosts()).toEqual(hosts);
    expect(store.verify()).toEqual([]);
    store.apply([put(instance('i0000')), put(instance('zone'))]);
    expect([store.layout, store.strays.size]).toEqual([1, 1]);
    expect(keysByRow(store)).toEqual(keysByRow(store).toSorted());
  });
});

describe('removals', () => {
  it('keep the version of what was removed where they do not say one', () => {
    const store = storeOf(put(instance('a', { version: 5 })), remove('a'), put(instance('a', { version: 4 })));
    expect(store.instanceCount).toBe(0);
    expect([...store.tombstones()]).toEqual([{ kind: 'instance', key: 'a', version: 5 }]);
    store.apply([event(instance('a', { version: 5 }))]);
    expect(store.instanceCount).toBe(0);
    store.apply([event(instance('a', { version: 6 }))]);
    expect([store.instanceCount, [...store.tombstones()]]).toEqual([1, []]);
  });

  it('of instances and tasks of one name do not touch each other', () => {
    const store = storeOf(put(instance('x', { version: 1 })), putTask(task('x', { version: 1 })));
    store.apply([removeTask('x', 2)]);
    expect([store.instanceCount, store.taskCount]).toEqual([1, 0]);
    store.apply([remove('x', 2)]);
    expect([...store.tombstones()]).toHaveLength(2);
  });

  it('that come late or twice change nothing', () => {
    const store = storeOf(put(instance('a', { version: 5 })), putTask(task('t', { version: 5 })));
    const { revision } = store;
    expect(store.apply([remove('a', 5), removeTask('t', 4)])).toEqual({ applied: 0, stale: 2 });
    expect(store.revision).toBe(revision);
    expect(store.apply([remove('a', 6), remove('a', 6), remove('a', 5), remove('a')])).toEqual({
      applied: 1,
      stale: 3,
    });
    expect(store.apply([removeTask('t', 6), removeTask('t', 7)])).toEqual({ applied: 2, stale: 0 });
    expect(store.revision).toBe(revision + 3);
  });

  it('of what was never there are remembered', () => {
    const store = storeOf(
      remove('a', 3),
      removeTask('t', 3),
      put(instance('a', { version: 2 })),
      putTask(task('t', { version: 2 })),
    );
    expect([store.instanceCount, store.taskCount]).toEqual([0, 0]);
  });

  it('that a snapshot tells of bind the records that are stored, too', () => {
    const store = storeOf(event(instance('a', { version: 5 })), {
      kind: 'tombstone',
      of: 'instance',
      key: 'a',
      version: 7,
    });
    expect(store.apply([event(instance('a', { version: 6 }))])).toEqual({ applied: 0, stale: 1 });
    expect(store.apply([event(instance('a', { version: 8 }))])).toEqual({ applied: 1, stale: 0 });
    expect([...store.tombstones()]).toEqual([]);
  });

  it('without any version are undone by whatever comes', () => {
    const store = storeOf(put(instance('a')), remove('a'), event(instance('a')));
    expect(store.instanceCount).toBe(1);
  });

  it('are remembered up to a limit, the oldest forgotten first', () => {
    function* removals(): Generator<Change> {
      for (let at = 0; at < LIMITS.tombstones; at++) yield remove(`i${at}`, 2);
    }
    const store = new Store();
    store.apply(removals());
    expect(store.apply([event(instance('i0', { version: 1 }))])).toEqual({ applied: 0, stale: 1 });
    store.apply([remove('i1', 3), remove('one more', 2)]);
    expect(store.apply([event(instance('i0', { version: 1 }))])).toEqual({ applied: 1, stale: 0 });
    expect(store.apply([event(instance('i1', { version: 1 })), event(instance('i2', { version: 1 }))])).toEqual({
      applied: 0,
      stale: 2,
    });
  });
});

describe('revision', () => {
  it('is taken over from a snapshot by a fresh store, and never goes back', () => {
    const store = new Store();
    store.apply([put(instance('a'))], 40);
    expect(store.revision).toBe(40);
    store.apply([put(instance('b'))]);
    expect(store.revision).toBe(41);
    store.apply([put(instance('c'))], 7);
    expect(store.revision).toBe(42);
    store.apply([], 50);
    expect(store.revision).toBe(50);
  });
});

describe('indexes', () => {
  it('hold after any history what they hold after telling the end of it', () => {
    const value = fc.constantFrom('p', 'q', null, undefined);
    const record = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      stack: value,
      zone: value,
      ec2: fc.constantFrom('i1', 'i2', undefined),
      count: fc.constantFrom(1, 2, undefined),
    });
    const job = fc.record({
      key: fc.constantFrom('1', '2', '3', '4'),
      on: fc.constantFrom('a', 'b', 'c', undefined),
      group: fc.constantFrom('g', 'h', undefined),
      runs: fc.boolean(),
    });
    const change = fc.oneof(
      record.map(({ key, stack, zone, ec2, count }) => {
        const attributes = new Map<string, string | null>();
        if (stack !== undefined) attributes.set('stack', stack);
        if (zone !== undefined) attributes.set('zone', zone);
        return put(
          instance(key, { attributes, ...(ec2 && { ec2InstanceId: ec2 }), ...(count && { runningTasksCount: count }) }),
        );
      }),
      job.map(({ key, on, group, runs }) =>
        putTask(
          task(key, {
            ...(on && { instance: on }),
            ...(group && { group }),
            desiredStatus: runs ? 'RUNNING' : 'STOPPED',
          }),
        ),
      ),
      fc.constantFrom('a', 'b', 'c').map((key) => remove(key)),
      fc.constantFrom('1', '2', '3', '4').map((key) => removeTask(key)),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (history) => {
        const store = storeOf(...history);
        const retold = new Store();
        retold.apply([...store.clustersWithTasks()].map((cluster): Change => ({ kind: 'tasks-known', cluster })));
        retold.apply([...store.instances()].map(put));
        retold.apply([...store.tasks()].map(putTask));
        expect(contents(store)).toEqual(contents(retold));
        expect(store.verify()).toEqual([]);
      }),
      runs(500),
    );
  });
});

const TEXTS = ['attribute:stack', 'attribute:zone', 'ec2InstanceId', 'task:group'];
const NUMBERS = ['runningTasksCount', 'registeredAt'];

describe('verify', () => {
  const fresh = (): Store =>
    storeOf(
      put(
        instance('a', {
          attributes: new Map([
            ['rack', '1'],
            ['spare', null],
          ]),
          registeredAt: 5,
          agentVersion: '1.2',
        }),
      ),
      putTask(task('t', { instance: 'a', group: 'g' })),
    );
  const subject = (name: string) => findSubject(name)?.subject as never;

  it.each<[string, (store: Store) => void]>([
    ['a value too many', (store) => store.index.values(subject('agentVersion'), '')?.addMember(0, '1.3')],
    ['a value that is missing', (store) => store.index.values(subject('attribute:rack'), 'rack')?.removeMember(0, '1')],
    [
      'a row that should not be present',
      (store) => store.index.values(subject('task:group'), '')?.setPresence(7, true),
    ],
    ['another number', (store) => store.index.numbers(subject('registeredAt')).set(0, 6)],
    ['another count', (store) => store.index.numbers(subject('runningTasksCount')).set(0, 2)],
    ['an index left over', (store) => store.index.addTaskMember(3, subject('task:group'), 'x')],
    ['a row that is not live', (store) => store.live.delete(0)],
  ])('finds %s', (_, harm) => {
    const store = fresh();
    expect(store.verify()).toEqual([]);
    harm(store);
    expect(store.verify()).not.toEqual([]);
  });
});

/** What the indexes say, in terms of keys. */
function contents(store: Store, ordered = true): object {
  const keys = (rows: { forEach(visit: (row: number) => void): void } | undefined): string[] => {
    const found: string[] = [];
    rows?.forEach((row) => {
      found.push(store.keyAt(row));
    });
    return found.sort();
  };
  const texts = TEXTS.map((name) => {
    const { subject, parameter } = findSubject(name) ?? {};
    const index = subject && store.index.values(subject, parameter ?? '');
    const postings = [...(index?.entries() ?? [])].map(([value, rows]) => [value, keys(rows)]).sort();
    return [name, keys(index?.present), keys(index?.valued), postings];
  });
  const numbers = NUMBERS.map((name) => {
    const index = store.index.numbers(findSubject(name)?.subject as never);
    const values: unknown[] = [];
    index.present.forEach((row) => {
      values.push([store.keyAt(row), index.at(row)]);
    });
    return [name, values.sort()];
  });
  return { texts, numbers, live: keys(store.live), ...(ordered && { order: keysByRow(store) }) };
}
