import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tombstone } from '../../src/model/change.js';
import { parseInstant } from '../../src/model/instant.js';
import type { Instance, Task } from '../../src/model/records.js';
import { type Snapshot, type SnapshotState, toSnapshot } from '../../src/sources/snapshot.js';
import { type Batch, readSource } from '../../src/sources/source.js';
import { generateFleet } from '../../src/sources/synthetic.js';
import { instancesOf, tasksOf } from './support.js';

/** Through text, as a file holds it. */
function throughText(snapshot: Snapshot): unknown {
  return JSON.parse(JSON.stringify(snapshot));
}

/** What a store would hold after reading a batch into an empty one. */
function stateOf(batch: Batch): SnapshotState {
  return {
    revision: batch.revision ?? 0,
    instances: instancesOf(batch),
    tasks: tasksOf(batch),
    tombstones: batch.changes.flatMap((change) => {
      if (change.kind !== 'tombstone') return [];
      const { of: kind, key, version } = change;
      return [version === undefined ? { kind, key } : { kind, key, version }];
    }),
    clustersWithTasks: batch.changes.flatMap((change) => (change.kind === 'tasks-known' ? [change.cluster] : [])),
  };
}

const EMPTY: SnapshotState = { revision: 0, instances: [], tasks: [], tombstones: [], clustersWithTasks: [] };

const host: Instance = {
  key: 'host',
  cluster: 'c',
  version: 7,
  agentConnected: false,
  registeredAt: 1_529_360_908_123.456,
  attributes: new Map([
    ['z', null],
    ['__proto__', 'x'],
    ['empty', ''],
  ]),
  tags: new Map([['constructor', 'y']]),
  registered: new Map<string, number | readonly string[]>([
    ['memory', 512],
    ['cpu', 1024],
    ['gpu', ['GPU-2', 'GPU-1']],
  ]),
  remaining: new Map(),
};

const job: Task = {
  key: 'job',
  instance: 'host',
  desiredStatus: 'RUNNING',
  cpu: 0.5,
  memory: 2,
  gpu: 1,
  gpuIds: ['GPU-1'],
  hostPorts: [{ port: 80, protocol: 'tcp' }],
};

const STATE: SnapshotState = {
  revision: 42,
  instances: [host],
  tasks: [job],
  tombstones: [{ kind: 'task', key: 'gone', version: 3 }],
  clustersWithTasks: ['c', ''],
};

describe('toSnapshot', () => {
  test('is plain JSON in a fixed order', () => {
    expect(JSON.stringify(toSnapshot(STATE), null, 1).replace(/\n */g, ' ')).toBe(
      JSON.stringify(
        {
          format: 'stowage-snapshot',
          formatVersion: 1,
          revision: 42,
          instances: [
            {
              key: 'host',
              cluster: 'c',
              version: 7,
              agentConnected: false,
              registeredAt: '2018-06-18T22:28:28.123456Z',
              attributes: [
                ['__proto__', 'x'],
                ['empty', ''],
                ['z', null],
              ],
              tags: [['constructor', 'y']],
              registered: [
                ['cpu', 1024],
                ['gpu', ['GPU-2', 'GPU-1']],
                ['memory', 512],
              ],
              remaining: [],
            },
          ],
          tasks: [
            {
              key: 'job',
              instance: 'host',
              desiredStatus: 'RUNNING',
              cpu: 0.5,
              memory: 2,
              gpu: 1,
              gpuIds: ['GPU-1'],
              hostPorts: [{ port: 80, protocol: 'tcp' }],
            },
          ],
          tombstones: [{ kind: 'task', key: 'gone', version: 3 }],
          clustersWithTasks: ['', 'c'],
        },
        null,
        1,
      ).replace(/\n */g, ' '),
    );
  });

  test('leaves out what is empty', () => {
    const bare: Instance = { key: 'k', attributes: new Map(), tags: new Map(), registered: new Map() };
    const idle: Task = { key: 'k', cpu: 0, memory: 0, gpu: 0, gpuIds: [], hostPorts: [] };
    const snapshot = toSnapshot({ ...STATE, instances: [bare], tasks: [idle] });
    expect(snapshot.instances).toStrictEqual([{ key: 'k' }]);
    expect(snapshot.tasks).toStrictEqual([{ key: 'k', cpu: 0, memory: 0, gpu: 0 }]);
  });

  test('does not depend on the order of anything', () => {
    const tasks = ['b', 'ä', 'a', 'Z'].map((key) => ({ ...job, key }));
    const tombstones: readonly Tombstone[] = [
      { kind: 'task', key: 'b' },
      { kind: 'instance', key: 'b' },
      { kind: 'instance', key: 'a' },
    ];
    const turned: Instance = {
      ...Object.fromEntries(Object.entries(host).reverse()),
      ...host,
      attributes: new Map([...host.attributes].reverse()),
      registered: new Map([...host.registered].reverse()),
    };
    const one = toSnapshot({ ...STATE, tasks, tombstones, instances: [host] });
    const other = toSnapshot({
      ...STATE,
      tasks: [...tasks].reverse(),
      tombstones: [...tombstones].reverse(),
      instances: [turned],
      clustersWithTasks: ['', 'c'],
    });
    expect(one.tasks.map((record) => record.key)).toEqual(['Z', 'a', 'b', 'ä']);
    expect(one.tombstones.map(({ kind, key }) => kind + key)).toEqual(['instancea', 'instanceb', 'taskb']);
    expect(JSON.stringify(other)).toBe(JSON.stringify(one));
  });

  test('leaves the state as it is', () => {
    const tasks = Object.freeze([{ ...job, key: 'b' }, job]);
    const clustersWithTasks = Object.freeze(['b', 'a']);
    toSnapshot({ ...STATE, tasks, clustersWithTasks });
    expect(tasks.map((record) => record.key)).toEqual(['b', 'job']);
    expect(clustersWithTasks).toEqual(['b', 'a']);
  });
});

describe('a snapshot is read back', () => {
  test('as changes', () => {
    const batch = readSource(throughText(toSnapshot(STATE)));
    expect(batch.rejected).toEqual([]);
    expect(batch.revision).toBe(42);
    expect(batch.changes).toStrictEqual([
      { kind: 'instance', origin: 'description', instance: host },
      { kind: 'task', origin: 'description', task: job },
      { kind: 'tombstone', of: 'task', key: 'gone', version: 3 },
      { kind: 'tasks-known', cluster: '' },
      { kind: 'tasks-known', cluster: 'c' },
    ]);
  });

  test('without its empty lists, and with null for absent', () => {
    const bare = { format: 'stowage-snapshot', formatVersion: 1, revision: 0, instances: null, unknown: 1 };
    expect(readSource(bare)).toEqual({ changes: [], rejected: [], recognised: 1, revision: 0 });
    expect(readSource(throughText(toSnapshot(EMPTY)))).toEqual(readSource(bare));
    const record = {
      key: 'k',
      cluster: null,
      attributes: null,
      remaining: null,
      cpu: 1,
      memory: 1,
      gpu: 0,
      hostPorts: null,
    };
    const batch = readSource({ ...bare, instances: [record], tasks: [record] });
    expect(batch.rejected).toEqual([]);
    expect(instancesOf(batch)).toStrictEqual([
      { key: 'k', attributes: new Map(), tags: new Map(), registered: new Map() },
    ]);
    expect(tasksOf(batch)).toStrictEqual([{ key: 'k', cpu: 1, memory: 1, gpu: 0, gpuIds: [], hostPorts: [] }]);
  });

  test('beside other sources: the greatest revision counts', () => {
    const snapshots = [7, 42, 9].map((revision) => toSnapshot({ ...EMPTY, revision }));
    expect(readSource([{ tasks: [] }, ...snapshots])).toEqual({
      changes: [],
      rejected: [],
      recognised: 4,
      revision: 42,
    });
  });

  test('equal, for generated fleets', () => {
    for (const seed of [1, 2, 3]) {
      const batch = readSource([...generateFleet({ instances: 150, tasks: 900, seed })]);
      const snapshot = toSnapshot({ ...stateOf(batch), revision: seed, clustersWithTasks: ['c'] });
      const again = readSource(throughText(snapshot));
      const byKey = (a: { key: string }, b: { key: string }) => (a.key < b.key ? -1 : 1);
      expect(again.rejected).toEqual([]);
      expect(again.revision).toBe(seed);
      expect(instancesOf(again)).toStrictEqual(instancesOf(batch).toSorted(byKey));
      expect(tasksOf(again)).toStrictEqual(tasksOf(batch).toSorted(byKey));
      expect(JSON.stringify(toSnapshot(stateOf(again)))).toBe(JSON.stringify(snapshot));
    }
  });

  const key = fc.string({ minLength: 1, unit: 'binary' });
  const word = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'ACTIVE', '\u0000', '\ud800'));
  const count = fc.nat();
  const amount = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
  const instant = fc
    .date({ min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
    .map((date) => parseInstant(date.toISOString()) as number);
  const mapOf = <T>(value: fc.Arbitrary<T>) =>
    fc.array(fc.tuple(word, value)).map((pairs): ReadonlyMap<string, T> => new Map(pairs));
  const resources = mapOf(fc.oneof(amount, fc.array(word)));
  const instance: fc.Arbitrary<Instance> = fc.record(
    {
      key,
      cluster: word,
      version: count,
      status: word,
      agentConnected: fc.boolean(),
      agentVersion: word,
      dockerVersion: word,
      ec2InstanceId: word,
      capacityProvider: word,
      registeredAt: instant,
      runningTasksCount: count,
      pendingTasksCount: count,
      attributes: mapOf(fc.oneof(word, fc.constant(null))),
      tags: mapOf(word),
      registered: resources,
      remaining: resources,
    },
    { requiredKeys: ['key', 'attributes', 'tags', 'registered'], noNullPrototype: true },
  );
  const task: fc.Arbitrary<Task> = fc.record(
    {
      key,
      cluster: word,
      version: count,
      instance: word,
      group: word,
      family: word,
      definition: word,
      startedBy: word,
      launchType: word,
      desiredStatus: word,
      lastStatus: word,
      cpu: amount,
      memory: amount,
      gpu: amount,
      gpuIds: fc.array(word),
      hostPorts: fc.array(
        fc.record(
          { port: fc.integer({ min: 1, max: 65_535 }), protocol: fc.constantFrom('tcp' as const, 'udp' as const) },
          { noNullPrototype: true },
        ),
      ),
    },
    { requiredKeys: ['key', 'cpu', 'memory', 'gpu', 'gpuIds', 'hostPorts'], noNullPrototype: true },
  );
  const tombstone: fc.Arbitrary<Tombstone> = fc.record(
    { kind: fc.constantFrom('instance' as const, 'task' as const), key, version: count },
    { requiredKeys: ['kind', 'key'], noNullPrototype: true },
  );
  const state: fc.Arbitrary<SnapshotState> = fc.record({
    revision: count,
    instances: fc.uniqueArray(instance, { selector: (record) => record.key }),
    tasks: fc.uniqueArray(task, { selector: (record) => record.key }),
    tombstones: fc.uniqueArray(tombstone, { selector: ({ kind, key }) => kind + key }),
    clustersWithTasks: fc.uniqueArray(word),
  });

  test('equal, for any state', () => {
    fc.assert(
      fc.property(state, (any) => {
        const snapshot = toSnapshot(any);
        const batch = readSource(throughText(snapshot));
        expect(batch.rejected).toEqual([]);
        const again = stateOf(batch);
        expect(toSnapshot(again)).toStrictEqual(snapshot);
        const sorted = <T extends { readonly key: string }>(records: Iterable<T>) =>
          [...records].sort((a, b) => (a.key < b.key ? -1 : 1));
        expect(sorted(again.instances)).toStrictEqual(sorted(any.instances));
        expect(sorted(again.tasks)).toStrictEqual(sorted(any.tasks));
      }),
    );
  });
});

describe('a snapshot that is wrong', () => {
  const snapshot = (fields: object) => ({ format: 'stowage-snapshot', formatVersion: 1, revision: 1, ...fields });

  test.each<[object, string, string, string]>([
    [
      { formatVersion: 2 },
      'source-kind',
      '$.formatVersion',
      'this snapshot has format version 2, and this version of Stowage reads 1: read it with the version of Stowage that wrote it',
    ],
    [
      { formatVersion: '1' },
      'source-malformed',
      '$.formatVersion',
      'expected a whole number, 0 or more, found the text "1"',
    ],
    [
      { formatVersion: null },
      'source-malformed',
      '$.formatVersion',
      'expected a whole number, 0 or more, found nothing',
    ],
    [{ revision: null }, 'source-malformed', '$.revision', 'expected a whole number, 0 or more, found nothing'],
    [{ revision: -1 }, 'source-malformed', '$.revision', 'expected a whole number, 0 or more, found the number -1'],
  ])('in its head is refused: %j', (fields, code, path, message) => {
    expect(() => readSource(snapshot(fields))).toThrow(expect.objectContaining({ code, path, message }));
    expect(readSource([snapshot(fields), snapshot({})])).toEqual({
      changes: [],
      rejected: [{ index: 0, path: path.replace('$', '$[0]'), code, message }],
      recognised: 1,
      revision: 1,
    });
  });

  const good = { key: 'good', cpu: 1, memory: 1, gpu: 0 };
  const notNumber = 'expected a number, 0 or more, found';

  test.each<[object, string]>([
    [{ instances: {} }, 'instances: expected a list, found an object'],
    [{ instances: [{}] }, 'instances[0].key: expected a text that is not empty, found nothing'],
    [{ instances: [{ key: 'k', registeredAt: 5 }] }, 'instances[0].registeredAt: expected a text, found the number 5'],
    [
      { instances: [{ key: 'k', registeredAt: 'x' }] },
      'instances[0].registeredAt: expected an ISO 8601 date and time, found the text "x"',
    ],
    [{ instances: [{ key: 'k', attributes: {} }] }, 'instances[0].attributes: expected a list, found an object'],
    [
      { instances: [{ key: 'k', attributes: [['a', null], ['a']] }] },
      'instances[0].attributes[1]: expected a pair of name and value, found a list of 1',
    ],
    [
      { instances: [{ key: 'k', attributes: [[1, 'a']] }] },
      'instances[0].attributes[0][0]: expected a text, found the number 1',
    ],
    [
      { instances: [{ key: 'k', attributes: [['a', 1]] }] },
      'instances[0].attributes[0][1]: expected a text, found the number 1',
    ],
    [{ instances: [{ key: 'k', tags: [['a', null]] }] }, 'instances[0].tags[0][1]: expected a text, found nothing'],
    [
      { instances: [{ key: 'k', registered: [['cpu', -1]] }] },
      `instances[0].registered[0][1]: ${notNumber} the number -1`,
    ],
    [
      { instances: [{ key: 'k', remaining: [['cpu', '1']] }] },
      'instances[0].remaining[0][1]: expected a number or a list of texts, found the text "1"',
    ],
    [
      { instances: [{ key: 'k', remaining: [['ports', ['22', 80]]] }] },
      'instances[0].remaining[0][1][1]: expected a text, found the number 80',
    ],
    [{ tasks: [{ ...good, cpu: undefined }] }, `tasks[0].cpu: ${notNumber} nothing`],
    [{ tasks: [{ ...good, memory: -1 }] }, `tasks[0].memory: ${notNumber} the number -1`],
    [{ tasks: [{ ...good, gpu: Number.NaN }] }, `tasks[0].gpu: ${notNumber} the number NaN`],
    [{ tasks: [{ ...good, gpuIds: [1] }] }, 'tasks[0].gpuIds[0]: expected a text, found the number 1'],
    [
      { tasks: [{ ...good, hostPorts: [{ port: 0 }] }] },
      'tasks[0].hostPorts[0].port: expected a port, 1 or more, found the number 0',
    ],
    [
      { tasks: [{ ...good, hostPorts: [{ port: 65_536 }] }] },
      'tasks[0].hostPorts[0].port: expected a port, at most 65535, found the number 65536',
    ],
    [
      { tasks: [{ ...good, hostPorts: [{ port: 1, protocol: 'x' }] }] },
      'tasks[0].hostPorts[0].protocol: expected tcp or udp, found the text "x"',
    ],
    [{ tombstones: [{ key: 'k' }] }, 'tombstones[0].kind: expected "instance" or "task", found nothing'],
    [{ tombstones: [{ kind: 'task' }] }, 'tombstones[0].key: expected a text that is not empty, found nothing'],
    [{ clustersWithTasks: [5] }, 'clustersWithTasks[0]: expected a text, found the number 5'],
  ])('in a record loses the record alone: %j', (fields, message) => {
    const batch = readSource([snapshot(fields), snapshot({ tasks: [good] })]);
    expect(batch.rejected.map((rejection) => `${rejection.path}: ${rejection.message}`)).toEqual([`$[0].${message}`]);
    expect(tasksOf(batch)).toHaveLength(1);
  });

  test('below zero remains what remains', () => {
    const batch = readSource(snapshot({ instances: [{ key: 'k', remaining: [['cpu', -5]] }] }));
    expect(instancesOf(batch)[0]?.remaining?.get('cpu')).toBe(-5);
  });
});
