/** The table of tasks against plain records in a `Map`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDesiredRunning, type Task } from '../../src/model/records.js';
import { TaskTable } from '../../src/store/task-table.js';
import { runs } from '../support/runs.js';

const amount = fc.oneof(
  fc.nat(),
  fc.constantFrom(0.25, 2 ** 31 - 1, 2 ** 31, 2 ** 53),
  fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
);
const version = fc.oneof(
  { weight: 8, arbitrary: fc.nat({ max: 20 }) },
  fc.constantFrom(65_534, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1),
);
const port = fc.record(
  { port: fc.nat({ max: 65_535 }), protocol: fc.constantFrom('tcp' as const, 'udp' as const) },
  { noNullPrototype: true },
);
const seldom = <T>(values: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(values, { maxLength: 3 }));
const text = fc.oneof(fc.constantFrom('a', 'b', 'service:web', ''), fc.string({ unit: 'binary', maxLength: 5 }));

/** A task with any of its fields, or without. */
const anyTask: fc.Arbitrary<Task> = fc.record(
  {
    key: fc.nat({ max: 15 }).map((at) => `task/${at}`),
    cluster: text,
    version,
    instance: fc.constantFrom('i0', 'i1', 'i2'),
    group: text,
    family: text,
    definition: text,
    startedBy: text,
    launchType: text,
    desiredStatus: fc.constantFrom('RUNNING', 'STOPPED'),
    lastStatus: text,
    cpu: amount,
    memory: amount,
    gpu: amount,
    gpuIds: seldom(fc.string({ unit: 'binary', maxLength: 3 })),
    hostPorts: seldom(port),
  },
  { requiredKeys: ['key', 'cpu', 'memory', 'gpu', 'gpuIds', 'hostPorts'], noNullPrototype: true },
);

const INSTANCES = ['i0', 'i1', 'i2'];

function task(key: string, more: Partial<Task> = {}): Task {
  return { key, cpu: 1, memory: 2, gpu: 0, gpuIds: [], hostPorts: [], desiredStatus: 'RUNNING', ...more };
}

/** A table, what it should hold, and what it told of: members, and instances with tasks that are meant to run. */
class Pair {
  readonly members = new Set<string>();
  readonly running = new Map<number, number>();
  readonly model = new Map<string, Task>();
  readonly table = new TaskTable({
    counted: (row, running, before) => {
      expect(this.running.get(row) ?? 0).toBe(before);
      this.running.set(row, running);
    },
    joined: (row, { name }, member) => {
      expect(this.members.has(`${row} ${name} ${member}`)).toBe(false);
      this.members.add(`${row} ${name} ${member}`);
    },
    left: (row, { name }, member) => {
      expect(this.members.delete(`${row} ${name} ${member}`)).toBe(true);
    },
  });
  /** Instance row → its key. */
  instances = INSTANCES;

  put(one: Task): void {
    const { table, model } = this;
    const old = model.get(one.key);
    model.set(one.key, one);
    const changed = table.put(one, one.instance === undefined ? -1 : this.instances.indexOf(one.instance));
    expect([changed, old]).toEqual([old === undefined || !same(old, one), old]);
  }

  remove(key: string): void {
    if (this.model.delete(key)) this.table.remove(this.table.find(key));
  }

  record(row: number): Task {
    return this.table.record(row, this.instances[this.table.instanceOf(row)]);
  }

  expectSame(): void {
    const { table, model } = this;
    expect(table.size).toBe(model.size);
    expect([...table.rows()].map((row) => table.keyOf(row)).sort()).toEqual([...model.keys()].sort());
    for (const [key, one] of model) {
      const row = table.find(key);
      expect(this.record(row)).toStrictEqual(one);
      expect([table.versionOf(row), table.isDesiredRunning(row)]).toEqual([one.version, isDesiredRunning(one)]);
    }
    const members = this.instances.flatMap((key, row) => this.#expectSameOn(row, key));
    expect([...this.members].sort()).toEqual(members.sort());
  }

  /** @returns the members that the instance should have. */
  #expectSameOn(row: number, key: string): string[] {
    const { table } = this;
    const tasks = [...this.model.values()].filter((one) => one.instance === key);
    const running = tasks.filter(isDesiredRunning);
    const keys: string[] = [];
    table.forEachOn(row, (at) => keys.push(table.keyOf(at)));
    expect(keys.sort()).toEqual(tasks.map((one) => one.key).sort());
    expect([table.countOn(row), table.running(row)]).toEqual([tasks.length, running.length]);
    expect(this.running.get(row) ?? 0).toBe(running.length);
    const groups = new Set(running.flatMap(({ group }) => group ?? []));
    const visited: string[] = [];
    table.forEachMember(row, ({ name }, member) => visited.push(`${row} ${name} ${member}`));
    const members = Array.from(groups, (group) => `${row} task:group ${group}`);
    expect(visited.sort()).toEqual(members.sort());
    return members;
  }
}

/** Equal as JSON would have it. */
function same(a: Task, b: Task): boolean {
  const sorted = (one: Task): string => JSON.stringify(Object.entries(one).sort(([x], [y]) => (x < y ? -1 : 1)));
  return sorted(a) === sorted(b);
}

describe('the table of tasks', () => {
  it('gives back what was put', () => {
    fc.assert(
      fc.property(anyTask, (one) => {
        const pair = new Pair();
        pair.put(one);
        pair.expectSame();
      }),
      runs(500),
    );
  });

  it('holds what a map of records would hold, and tells each member that comes or goes once', () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: anyTask.map((one) => ({ put: one })) },
      { weight: 2, arbitrary: fc.nat({ max: 15 }).map((at) => ({ remove: `task/${at}` })) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const pair = new Pair();
        for (const one of steps) {
          if ('put' in one) pair.put(one.put);
          else pair.remove(one.remove);
        }
        pair.expectSame();
        for (const key of [...pair.model.keys()]) pair.remove(key);
        pair.expectSame();
        expect(pair.members.size).toBe(0);
      }),
      runs(150),
    );
  });

  it('keeps amounts and versions that no task has, to the bit', () => {
    const table = new Pair().table;
    const odd = task('a', { cpu: -0, memory: Number.POSITIVE_INFINITY, gpu: -1.5 });
    expect([table.put(odd, -1), table.put(odd, -1), table.put({ ...odd, cpu: 0 }, -1)]).toEqual([true, false, true]);
    table.put(odd, -1);
    expect(table.record(0, undefined)).toStrictEqual(odd);
  });

  it('takes the version that the store has decided on', () => {
    const { table } = new Pair();
    table.put(task('a', { version: 4 }), -1);
    expect([table.put(task('a'), -1, 4), table.versionOf(0)]).toEqual([false, 4]);
    expect([table.put(task('a'), -1, 70_000), table.versionOf(0)]).toEqual([true, 70_000]);
    expect([table.put(task('b', { version: 5 }), -1), table.versionOf(0), table.versionOf(1)]).toEqual([
      true,
      70_000,
      5,
    ]);
    expect([table.replace(1, task('b'), -1, 0.5), table.versionOf(0), table.versionOf(1)]).toEqual([true, 70_000, 0.5]);
  });

  it('uses the rows of removed tasks again, ports and all', () => {
    const pair = new Pair();
    pair.put(task('a', { hostPorts: [{ port: 80, protocol: 'tcp' }], version: 70_000, instance: 'i1', group: 'g' }));
    pair.put(task('b', { gpuIds: ['x'] }));
    pair.remove('a');
    pair.put(task('c'));
    expect([pair.table.find('c'), pair.table.find('a')]).toEqual([0, -1]);
    pair.expectSame();
  });

  it('follows instances that are numbered anew', () => {
    fc.assert(
      fc.property(fc.array(anyTask, { maxLength: 60 }), fc.shuffledSubarray(INSTANCES), (tasks, order) => {
        const pair = new Pair();
        for (const one of tasks) pair.put(one);
        for (const { key, instance } of [...pair.model.values()]) {
          if (instance !== undefined && !order.includes(instance)) pair.remove(key);
        }
        pair.members.clear();
        pair.table.relabelInstances(
          Int32Array.from(INSTANCES, (key) => order.indexOf(key)),
          Int32Array.from(order, (key) => INSTANCES.indexOf(key)),
        );
        pair.instances = order;
        pair.running.clear();
        order.forEach((_, row) => {
          pair.running.set(row, pair.table.running(row));
          pair.table.forEachMember(row, ({ name }, member) => pair.members.add(`${row} ${name} ${member}`));
        });
        pair.expectSame();
        for (const one of tasks) if (order.includes(one.instance ?? '')) pair.put(one);
        pair.expectSame();
      }),
      runs(100),
    );
  });
});

describe('an instance with many tasks', () => {
  /** Tasks of few groups and statuses, as a seeded walk through sizes below and above each border. */
  function crowdTask(at: number, turn: number): Task {
    const desiredStatus = (at * 7 + turn) % 5 === 0 ? 'STOPPED' : 'RUNNING';
    return task(`t${at}`, { instance: at % 10 === 9 ? 'i2' : 'i1', group: `g${(at * 31 + turn) % 40}`, desiredStatus });
  }

  it('tells the same as one with few', () => {
    const pair = new Pair();
    const sizes = [100, 150, 20, 160, 1_300, 700, 1_400, 400, 60, 1_500, 0];
    let size = 0;
    sizes.forEach((wanted, turn) => {
      while (size < wanted) pair.put(crowdTask(size++, turn));
      for (let at = 0; at < size; at += 3) pair.put(crowdTask(at, turn + 1));
      while (size > wanted) pair.remove(`t${--size}`);
      pair.expectSame();
    });
  });

  it('can be numbered anew', () => {
    const pair = new Pair();
    for (let at = 0; at < 1_600; at++) pair.put(crowdTask(at, 0));
    pair.table.relabelInstances(Int32Array.of(2, 0, 1), Int32Array.of(1, 2, 0));
    pair.instances = ['i1', 'i2', 'i0'];
    const moved = [...pair.members].map((member) => member.replace(/^\d/, (row) => String(Number(row) - 1)));
    pair.members.clear();
    for (const member of moved) pair.members.add(member);
    pair.running.clear();
    for (const row of [0, 1]) pair.running.set(row, pair.table.running(row));
    for (let at = 0; at < 1_600; at += 2) pair.remove(`t${at}`);
    pair.expectSame();
    for (let at = 1; at < 1_600; at += 2) pair.put(crowdTask(at, 2));
    pair.expectSame();
  });

  it('takes a constant time for each of 200,000 tasks', () => {
    const { table } = new Pair();
    const started = performance.now();
    const count = 200_000;
    for (let at = 0; at < count; at++) table.put(task(`t${at}`, { group: `g${at % 1_000}` }), 0);
    for (let at = 0; at < count; at++) table.put(task(`t${at}`, { group: `g${at % 1_001}` }), 0);
    for (let at = 0; at < count; at++) table.remove(table.find(`t${at}`));
    expect(performance.now() - started).toBeLessThan(10_000);
    expect([table.size, table.running(0)]).toEqual([0, 0]);
  });

  it('gives its memory back when it empties', () => {
    const { table } = new Pair();
    const fill = (): void => {
      for (let at = 0; at < 20_000; at++) {
        table.put(task(`t${at}`, { version: 2 ** 40, hostPorts: [{ port: at, protocol: 'tcp' }] }), 0);
      }
    };
    fill();
    expect(table.byteLength).toBeGreaterThan(20_000 * 20);
    for (const row of [...table.rows()]) table.remove(row);
    expect(table.byteLength).toBeLessThan(20_000);
  });
});
