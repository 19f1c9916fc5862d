/**
 * What is hard on indexes: right answers, no more work than grows with what is asked, no memory that stays behind.
 *
 * `WORST_CASE_SIZE=1000000 npx vitest run test/store/worst-cases.test.ts` runs it at full size.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { print } from '../../src/language/printer.js';
import type { Change } from '../../src/model/change.js';
import type { Instance, Task } from '../../src/model/records.js';
import { Random } from '../simulation/random.js';
import { SYSTEMS, type System } from '../simulation/system.js';
import { comparison, match, membership, or } from '../support/syntax.js';

/** How often a pattern was tried on a text. */
const tried = vi.hoisted(() => ({ count: 0 }));
vi.mock('../../src/query/pattern.js', async (original) => {
  const module = await original<typeof import('../../src/query/pattern.js')>();
  const compilePattern: typeof module.compilePattern = (pattern) => {
    const compiled = module.compilePattern(pattern);
    if (!('test' in compiled)) return compiled;
    return { ...compiled, test: (text) => ++tried.count > 0 && compiled.test(text) };
  };
  return { ...module, compilePattern };
});

const SIZE = Number(process.env['WORST_CASE_SIZE'] ?? 20_000);
const IN_FULL = 60 * 60_000;
const random = new Random(7);

const keyOf = (at: number): string => `i-${String(at).padStart(8, '0')}`;

function instance(
  at: number,
  attributes: Readonly<Record<string, string | null>>,
  more: Partial<Instance> = {},
): Change {
  const record = {
    key: keyOf(at),
    attributes: new Map(Object.entries(attributes)),
    tags: new Map(),
    registered: new Map(),
  };
  return { kind: 'instance', origin: 'description', instance: { ...record, ...more } };
}

function task(at: number, host: number, more: Partial<Task> = {}): Change {
  const plain = { cpu: 1, memory: 1, gpu: 0, gpuIds: [], hostPorts: [], desiredStatus: 'RUNNING' };
  return { kind: 'task', origin: 'description', task: { key: `t-${at}`, instance: keyOf(host), ...plain, ...more } };
}

const gone = (at: number): Change => ({ kind: 'instance-removed', key: keyOf(at) });
const taskGone = (at: number): Change => ({ kind: 'task-removed', key: `t-${at}` });

function storeOf(changes: readonly Change[]): System {
  const store = SYSTEMS.store();
  store.apply(changes);
  return store;
}

function each<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}

const count = (store: System, text: string): number => store.prepare(text).count();

function expectSound(store: System): void {
  expect(store.verify()).toEqual([]);
}

/** Bytes in use, all that is garbage being collected. */
function memory(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/**
 * How many times as much CPU a task of 16 times the size takes, for each unit of its size: about 1 where the work is linear, 16 where
 * it is quadratic. The best of three, for others use the machine as well.
 */
function growth(small: number, prepare: (size: number) => () => void): number {
  const cost = (size: number): number => {
    const samples = each(3, () => {
      const work = prepare(size);
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      return user + system;
    });
    return Math.min(...samples);
  };
  cost(small);
  return cost(small * 16) / cost(small) / 16;
}

/** Well below the 16 of quadratic work; larger tables miss the caches more often, so a unit costs some more. */
const LINEAR = 7;

describe('an attribute with a value of its own on every host', () => {
  const store = storeOf(each(SIZE, (at) => instance(at, { unique: `value-${at}`, pair: `v${at >> 1}` })));
  afterAll(() => expectSound(store));

  it('is found by each', { timeout: IN_FULL }, () => {
    for (const at of [0, 1, SIZE >> 1, SIZE - 1]) {
      expect(store.prepare(`attribute:unique == value-${at}`).ids()).toEqual([keyOf(at)]);
      expect(store.prepare(`attribute:pair == v${at >> 1}`).count()).toBe(2);
      expect(store.prepare(`attribute:unique != value-${at}`).count()).toBe(SIZE - 1);
    }
    expect(count(store, `attribute:unique == value-${SIZE}`)).toBe(0);
    expect(count(store, 'attribute:unique exists')).toBe(SIZE);
    expect(store.prepare('attribute:unique !exists').ids()).toEqual([]);
  });

  it('is found by a pattern, tried at most once for each value', { timeout: IN_FULL }, () => {
    const query = store.prepare("attribute:pair =~ 'v.*7' and attribute:unique exists");
    const sevens = each(SIZE, (at) => at).filter((at) => String(at >> 1).endsWith('7'));
    tried.count = 0;
    expect(query.count()).toBe(sevens.length);
    expect(tried.count).toBeLessThanOrEqual(SIZE / 2);
    expect(query.ids({ limit: 5 })).toEqual(sevens.slice(0, 5).map(keyOf));
    expect(count(store, "attribute:pair !~ 'v.*7'")).toBe(SIZE - sevens.length);
    expect(tried.count).toBeLessThanOrEqual((SIZE / 2) * 3);
  });

  it('is found by order', { timeout: IN_FULL }, () => {
    const texts = each(SIZE, (at) => `value-${at}`);
    const bound = `value-${SIZE >> 1}`;
    expect(count(store, `attribute:unique < ${bound}`)).toBe(texts.filter((text) => text < bound).length);
    expect(count(store, `attribute:unique >= ${bound}`)).toBe(texts.filter((text) => text >= bound).length);
  });

  it('may get another value on each host, and lose it', { timeout: IN_FULL }, () => {
    const other = storeOf(each(SIZE, (at) => instance(at, { unique: `old-${at}` })));
    const scan = other.prepare('attribute:unique =~ old.*');
    expect(scan.count()).toBe(SIZE);
    other.apply(each(SIZE, (at) => instance(at, { unique: `new-${at}` })));
    expect(scan.count()).toBe(0);
    expect(count(other, `attribute:unique == new-${SIZE - 1}`)).toBe(1);
    other.apply(each(SIZE, (at) => instance(at, at % 2 === 0 ? {} : { unique: null })));
    expect(count(other, 'attribute:unique exists')).toBe(SIZE >> 1);
    expect(count(other, 'attribute:unique !in []')).toBe(0);
    expectSound(other);
  });
});

describe('long expressions', () => {
  const store = storeOf(each(12_000, (at) => instance(at, { id: at.toString(36), tenth: String(at % 10) })));

  it.each([1, 100, 10_000])('lists of %i values', (length) => {
    const values = random.shuffled(each(length * 2, (at) => at)).slice(0, length);
    const listed = new Set(values);
    const hits = each(12_000, (at) => at).filter((at) => listed.has(at));
    const texts = values.map((at) => at.toString(36));
    expect(store.prepare(print(membership('attribute:id', 'in', texts))).ids()).toEqual(hits.map(keyOf));
    expect(count(store, print(membership('attribute:id', '!in', texts)))).toBe(12_000 - hits.length);
    expect(count(store, print(membership('attribute:tenth', 'in', texts)))).toBe(
      each(12_000, (at) => at % 10).filter((tenth) => texts.includes(String(tenth))).length,
    );
  });

  it('lists of numbers', () => {
    const counted = storeOf(each(5_000, (at) => instance(at, {}, { runningTasksCount: at })));
    const values = random.shuffled(each(10_000, String));
    expect(count(counted, print(membership('runningTasksCount', 'in', values)))).toBe(5_000);
    expect(count(counted, print(membership('runningTasksCount', '!in', values.slice(0, 4_000))))).toBe(
      5_000 - values.slice(0, 4_000).filter((text) => Number(text) < 5_000).length,
    );
  });

  it('a thousand clauses', () => {
    const clauses = each(1_000, (at) => comparison('attribute:id', '==', (at * 7).toString(36)));
    const hits = each(1_000, (at) => keyOf(at * 7)).filter((key) => key < keyOf(12_000));
    expect(store.prepare(print(or(...clauses))).ids()).toEqual(hits);
    expect(store.prepare(`not(${print(or(...clauses))})`).count()).toBe(12_000 - hits.length);
    const patterns = each(1_000, (at) => match('attribute:id', '=~', `${at.toString(36)}.`));
    const texts = new Set(each(1_000, (at) => at.toString(36)));
    const matching = each(12_000, (at) => at.toString(36)).filter((text) => texts.has(text.slice(0, -1)));
    expect(count(store, print(or(...patterns)))).toBe(matching.length);
  });

  it('a thousand clauses of two conditions each', () => {
    const text = each(1_000, (at) => `attribute:id==${at.toString(36)} and attribute:tenth==${at % 20}`).join(' or ');
    expect(count(store, text)).toBe(each(1_000, (at) => at % 20).filter((twentieth) => twentieth < 10).length);
  });

  it('a thousand different attributes', () => {
    const wide = storeOf(each(3_000, (at) => instance(at, { [`a${at % 1_500}`]: 'x', [`b${at}`]: 'y' })));
    const some = each(1_000, (at) => `attribute:a${at} exists`).join(' or ');
    expect(count(wide, some)).toBe(2_000);
    expect(count(wide, each(1_000, (at) => `attribute:b${at} == z`).join(' or '))).toBe(0);
    wide.apply(each(3_000, gone));
    expect(count(wide, some)).toBe(0);
    expectSound(wide);
  });
});

describe('an attribute on every host', () => {
  it('stays counted while it comes and goes on single hosts', { timeout: IN_FULL }, () => {
    const store = storeOf(each(SIZE, (at) => instance(at, { all: 'yes' })));
    const [same, other] = [store.prepare('attribute:all == yes'), store.prepare('not(attribute:all == yes)')];
    const rounds = each(300, () => random.below(SIZE));
    for (const at of rounds) {
      store.apply([instance(at, { all: 'no' })]);
      expect([same.count(), ...other.ids()]).toEqual([SIZE - 1, keyOf(at)]);
      store.apply([instance(at, { all: 'yes' })]);
      expect([same.count(), other.count()]).toEqual([SIZE, 0]);
    }
    expectSound(store);
  });

  it('stays right on the way from all to none and back', { timeout: IN_FULL }, () => {
    const store = storeOf(each(SIZE, (at) => instance(at, { all: 'yes' })));
    const query = store.prepare('attribute:all == yes');
    for (const value of ['no', 'yes']) {
      const order = random.shuffled(each(SIZE, (at) => at));
      const step = Math.ceil(SIZE / 40);
      for (let from = 0; from < SIZE; from += step) {
        store.apply(order.slice(from, from + step).map((at) => instance(at, { all: value })));
        const changed = Math.min(SIZE, from + step);
        expect(query.count()).toBe(value === 'yes' ? changed : SIZE - changed);
      }
    }
    expectSound(store);
  });
});

describe('deletions of everything', () => {
  const orders: Readonly<Record<string, (list: readonly number[]) => readonly number[]>> = {
    'in ascending order': (list) => list,
    'in descending order': (list) => [...list].reverse(),
    'in no order': (list) => random.shuffled(list),
  };

  it.each(Object.entries(orders))('%s, leave nothing, and everything can come back', (_, order) => {
    const store = SYSTEMS.store();
    const questions = [
      '*',
      'attribute:unique exists',
      'attribute:zone == z1',
      'task:group exists',
      'runningTasksCount > 0',
    ];
    const prepared = questions.map((text) => store.prepare(text));
    const arrivals = [
      ...each(SIZE, (at) => instance(at, { unique: `u${at}`, zone: `z${at % 3}` })),
      ...each(SIZE, (at) => task(at, at >> 1, { group: `g${at % 50}` })),
    ];
    const full = [SIZE, SIZE, Math.floor((SIZE + 1) / 3), SIZE / 2, SIZE / 2];
    for (let round = 0; round < 2; round++) {
      store.apply(arrivals);
      expect(prepared.map((query) => query.count())).toEqual(full);
      store.apply(order(each(SIZE, (at) => at)).flatMap((at) => [gone(at), taskGone(at)]));
      expect(prepared.map((query) => query.ids().length)).toEqual([0, 0, 0, 0, 0]);
      expect(store.counts()).toEqual({ instances: 0, tasks: 0 });
    }
    expectSound(store);
  });
});

describe('churn', () => {
  it('leaves no memory behind, though every value, group and key is new', { timeout: IN_FULL }, () => {
    const store = SYSTEMS.store();
    const size = Math.min(SIZE, 50_000) >> 3;
    let next = 0;
    const round = (): void => {
      // Versions are left out, and keys come back, so that what was removed is not remembered without end.
      const hosts = random.shuffled(each(size * 2, (at) => at)).slice(0, size >> 1);
      store.apply(
        hosts.flatMap((at) => [
          gone(at),
          instance(at, { unique: `u${next++}`, [`name${next % 1_000}`]: 'x' }, { registeredAt: next * 1_000 }),
          task(at, at, { group: `g${next}` }),
          taskGone(at + 1),
        ]),
      );
      store.prepare(`attribute:unique =~ 'u.*1' and task:group exists`).ids({ limit: 10 });
    };
    for (let warmUp = 0; warmUp < 15; warmUp++) round();
    const before = memory();
    for (let later = 0; later < 60; later++) round();
    // 60 times size / 2 new values and as many groups: tens of bytes for each, were they kept.
    const perChange = (memory() - before) / (60 * (size >> 1));
    expect(perChange).toBeLessThan(40);
    expectSound(store);
  });
});

describe('work grows with what is touched', () => {
  const hosts = (size: number): readonly Change[] =>
    each(size, (at) => instance(at, { unique: `u${at}`, zone: `z${at % 3}` }));

  it('to load hosts whose keys descend', () => {
    const ratio = growth(2_000, (size) => {
      const changes = [...hosts(size)].reverse();
      return () => void storeOf(changes).prepare('attribute:zone == z1').ids();
    });
    expect(ratio).toBeLessThan(LINEAR);
  });

  it('to remove all hosts, the last first', () => {
    const ratio = growth(2_000, (size) => {
      const store = storeOf(hosts(size));
      const changes = each(size, (at) => gone(size - 1 - at));
      return () => void store.apply(changes);
    });
    expect(ratio).toBeLessThan(LINEAR);
  });

  it('to fill one host with tasks and to empty it again', () => {
    const ratio = growth(2_000, (size) => {
      const store = storeOf([instance(0, {})]);
      const coming = each(size, (at) => task(at, 0, { group: `g${at % 7}` }));
      const going = random.shuffled(each(size, taskGone));
      return () => {
        store.apply(coming);
        store.apply(going);
      };
    });
    expect(ratio).toBeLessThan(LINEAR);
  });

  it('to change values in a fleet of any size', () => {
    const changes = each(4_000, () => random.below(2_000)).map((at, turn) =>
      instance(at, { unique: `n${turn}`, zone: 'z1' }),
    );
    const cost = growth(2_000, (size) => {
      const store = storeOf(hosts(size));
      return () => void store.apply(changes);
    });
    // As many changes in 16 times the fleet: a sixteenth for each host.
    expect(cost * 16).toBeLessThan(LINEAR);
  });
});
