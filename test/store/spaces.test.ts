/** What instances and tasks answer as rows, against their records, over any history. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import { LIMITS } from '../../src/model/limits.js';
import type { Host, Task } from '../../src/model/records.js';
import {
  type CountSubject,
  findSubject,
  isNumeric,
  readMembers,
  readValue,
  SUBJECTS,
  type Subject,
  type SubjectReference,
  type SubjectValue,
  TASK_SUBJECTS,
} from '../../src/model/subjects.js';
import { CHUNK_WORDS } from '../../src/store/kernels/operations.js';
import type { RangeIndex } from '../../src/store/range-index.js';
import type { RowSet } from '../../src/store/row-set.js';
import { Store } from '../../src/store/store.js';
import type { ValueIndex } from '../../src/store/value-index.js';
import { runs } from '../support/runs.js';
import { ATTRIBUTES, history, RESOURCES, TAGS } from './history.js';

/** Made anew each time, as the checker does: the text says what it means. */
const counted = (group: string): CountSubject => ({
  name: 'count',
  source: 'count',
  kind: 'integer',
  index: 'ranges',
  families: [],
  kept: 'when-asked',
  counts: (task) => task.group === group && task.lastStatus === 'RUNNING',
  summary: '',
});

/** Every subject that an instance has, with some of its parameters. */
function references(): readonly SubjectReference[] {
  const parameters: Readonly<Record<string, readonly string[]>> = {
    'attribute:': ATTRIBUTES,
    'tag:': [...TAGS, 'none'],
  };
  const ours = SUBJECTS.flatMap((subject) =>
    (subject.source === 'resource' ? RESOURCES : (parameters[subject.name] ?? [''])).map((parameter) => ({
      subject,
      parameter,
    })),
  );
  const counts = ['service:web', 'service:api'].map((group) => ({ subject: counted(group), parameter: group }));
  return [...ours, ...counts];
}

/** Changes between two questions. */
type Step = { readonly changes: readonly Change[]; readonly settle: boolean };
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({ changes: history({ length: 6 }), settle: fc.boolean() }),
  { minLength: 1, maxLength: 12 },
);

describe('instances as rows', () => {
  it('say what their records say, by indexes made at any time, after any history', () => {
    const law = (all: readonly Step[]): void => {
      const store = new Store();
      for (const { changes } of all) {
        store.apply(changes);
        expectToSay(store, references());
        expect(store.verify()).toEqual([]);
      }
    };
    fc.assert(fc.property(steps, law), runs(60));
  });

  it('keep their indexes over a settling, which numbers rows anew', () => {
    const store = new Store();
    const change = (at: number): Change => ({
      kind: 'instance',
      origin: 'description',
      instance: {
        key: `i${String(at).padStart(4, '0')}`,
        status: at % 3 === 0 ? 'DRAINING' : 'ACTIVE',
        attributes: new Map(),
        tags: new Map([['team', `team ${at % 5}`]]),
        registered: new Map([['cpu', at]]),
      },
    });
    store.apply([change(500)]);
    expectToSay(store, references());
    const { layout } = store;
    for (let at = 400; at > 0; at--) store.apply([change(at)]);
    expectToSay(store, references());
    store.settle();
    expect(store.layout).toBeGreaterThan(layout);
    expectToSay(store, references());
  });

  it('make no index while nobody asks, and read only what changed', () => {
    const store = new Store();
    store.apply(Array.from({ length: 100 }, (_, at) => instanceOf(`i${at}`, 'ACTIVE')));
    const subject = findSubject('status')?.subject as Subject;
    const first = store.instanceSpace.index.values(subject, '');
    store.apply([instanceOf('i7', 'DRAINING')]);
    expect(store.instanceSpace.index.values(subject, '')).toBe(first);
    expect(first?.count('DRAINING')).toBe(1);
  });

  it(`keep ${LIMITS.keptIndexes} indexes made when asked for; of one more, the one longest not asked for is made again`, () => {
    const store = new Store();
    store.apply([instanceOf('i', 'ACTIVE')]);
    const tag = findSubject('tag:x')?.subject as Subject;
    const resource = findSubject('remaining:cpu')?.subject as Subject;
    const ask = (name: number) => store.instanceSpace.index.numbers(resource, `r${name}`);
    const all = Array.from({ length: LIMITS.keptIndexes }, (_, at) => ask(at));
    expect(Array.from({ length: LIMITS.keptIndexes }, (_, at) => ask(at))).toEqual(all);
    expect(all.every((index, at) => index === ask(at))).toBe(true);
    // Now 0 is the one that was longest not asked for, unless it is asked for.
    ask(0);
    store.instanceSpace.index.values(tag, 'x');
    expect(ask(0)).toBe(all[0]);
    expect(ask(2)).toBe(all[2]);
    expect(ask(1)).not.toBe(all[1]);
  });
});

const instanceOf = (key: string, status: string): Change => ({
  kind: 'instance',
  origin: 'description',
  instance: { key, status, attributes: new Map(), tags: new Map(), registered: new Map() },
});

function expectToSay(store: Store, all: readonly SubjectReference[]): void {
  const { instanceSpace } = store;
  for (const { subject, parameter } of all) {
    const [present, numbers] = [new Set<string>(), new Map<string, number>()];
    const values = new Map<string, Set<string>>();
    for (const host of store.hosts()) {
      const { key } = host.instance;
      const said = valuesOf(subject, parameter, host);
      if (said.length > 0) present.add(key);
      for (const value of said) {
        if (typeof value === 'number') numbers.set(key, value);
        else if (typeof value === 'string') values.set(value, (values.get(value) ?? new Set()).add(key));
      }
      const row = rowOf(store, key);
      if (subject.source === 'task-set') {
        const members = new Set(said.filter((one) => one !== undefined));
        expect(new Set(instanceSpace.membersAt(subject, parameter, row))).toEqual(members);
      } else expect(instanceSpace.valueAt(subject, parameter, row)).toEqual(said[0]);
    }
    const told = isNumeric(subject)
      ? numbersIn(store, instanceSpace.index.numbers(subject, parameter))
      : valuesIn(store, instanceSpace.index.values(subject, parameter));
    expect(told).toEqual(isNumeric(subject) ? { present, numbers } : { present, values });
  }
}

/** One entry for each value; none where the subject is not there. */
function valuesOf(subject: Subject, parameter: string, host: Host): readonly SubjectValue[] {
  if (subject.source === 'task-set') return readMembers(subject, host);
  const value = readValue(subject, parameter, host);
  return value === undefined ? [] : [value];
}

function rowOf(store: Store, key: string): number {
  return [...store.rowsByKey()].find((row) => store.keyAt(row) === key) as number;
}

function keysIn(store: Store, rows: RowSet): Set<string> {
  const keys = new Set<string>();
  rows.forEach((row) => {
    keys.add(store.keyAt(row));
  });
  return keys;
}

function numbersIn(store: Store, index: RangeIndex): unknown {
  const numbers = new Map<string, number>();
  index.present.forEach((row) => {
    numbers.set(store.keyAt(row), index.at(row));
  });
  return { present: keysIn(store, index.present), numbers };
}

function valuesIn(store: Store, index: ValueIndex | undefined): unknown {
  const values = new Map([...(index?.entries() ?? [])].map(([value, rows]) => [value, keysIn(store, rows)]));
  return { present: index === undefined ? new Set() : keysIn(store, index.present), values };
}

describe('tasks as rows', () => {
  it('say what their records say, and those of the instances they are on, after any history', () => {
    const law = (all: readonly Step[]): void => {
      const store = new Store();
      for (const { changes, settle } of all) {
        store.apply(changes);
        if (settle) store.settle();
        expectTasksToSay(store);
      }
    };
    fc.assert(fc.property(steps, law), runs(60));
  });
});

function expectTasksToSay(store: Store): void {
  const { taskSpace } = store;
  const tasks = new Map([...store.tasks()].map((task) => [task.key, task]));
  const rows = new Map<string, number>();
  for (let at = 0; at < taskSpace.chunkCount; at++) {
    const words = taskSpace.live.chunk(at)?.words;
    for (let row = 0; row < CHUNK_WORDS * 32; row++) {
      if (((words?.[row >>> 5] ?? 0) >>> (row & 31)) & 1) rows.set(taskSpace.keyAt(row), row);
    }
  }
  expect(taskSpace.rowCount).toBe(tasks.size);
  expect(new Set(rows.keys())).toEqual(new Set(tasks.keys()));
  for (const subject of TASK_SUBJECTS) {
    const { store: profiles, countOf } = taskSpace.joinOf(subject);
    profiles.index.values(subject, '')?.present.forEach((code) => {
      expect(countOf(code)).toBeGreaterThan(0);
    });
  }
  for (const [key, row] of rows) expectTaskToSay(store, row, tasks.get(key) as Task);
}

function expectTaskToSay(store: Store, row: number, task: Task): void {
  const { taskSpace } = store;
  expect(taskSpace.recordAt(row)).toEqual(task);
  for (const subject of TASK_SUBJECTS) {
    const value = subject.read(task);
    expect(taskSpace.valueAt(subject, '', row)).toBe(value);
    const index = taskSpace.joinOf(subject).store.index.values(subject, '') as ValueIndex;
    expect(index.present.has(taskSpace.joinOf(subject).rowOf(row))).toBe(value !== undefined);
    if (value !== undefined) expect(index.find(value)?.has(taskSpace.joinOf(subject).rowOf(row))).toBe(true);
  }
  const host = task.instance === undefined ? undefined : store.host(task.instance);
  for (const { subject, parameter } of references()) {
    if (subject.source === 'task-set') continue;
    const expected = host && readValue(subject, parameter, host);
    expect(taskSpace.valueAt(subject, parameter, row)).toBe(expected);
  }
}
