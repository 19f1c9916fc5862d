/** Counts by value, where there are few values and where there are many, of few rows and of many. */
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import { findSubject, type RowKind, type SubjectReference } from '../../src/model/subjects.js';
import { checkOrThrow } from '../../src/query/check.js';
import { plannedFor } from '../../src/query/planned-query.js';
import { countsByValue } from '../../src/query/value-counts.js';
import { Store } from '../../src/store/store.js';

const HOSTS = 2_000;

/** Every second host has a tag, every third a value of an attribute; host `at` has `at % 4` tasks of its own and one of all. */
function storeOf(): Store {
  const store = new Store();
  const hosts = Array.from({ length: HOSTS }, (_, at): Change => {
    const attributes = new Map([
      ...(at % 3 === 0 ? [['zone', `z${at % 5}`] as const] : []),
      ...(at % 4 > 0 ? [['large', 'yes'] as const] : []),
    ]);
    const tags = new Map(at % 2 === 0 ? [['owner', `o${at % 700}`] as const] : []);
    const instance = { key: `i${at}`, attributes, tags, registered: new Map([['cpu', at % 7]]) };
    return { kind: 'instance', origin: 'description', instance };
  });
  const tasks = Array.from({ length: HOSTS * 4 }, (_, at): Change => {
    const host = at >> 2;
    const group = at % 4 === 0 ? undefined : at % 4 === 1 ? 'all' : `g${host % 600}`;
    const place = at % 100 === 99 ? {} : { instance: `i${host}` };
    const task = { key: `t${at}`, ...place, desiredStatus: host % 5 === 0 ? 'STOPPED' : 'RUNNING' };
    const amounts = { cpu: 1, memory: 1, gpu: 0, gpuIds: [], hostPorts: [] };
    return {
      kind: 'task',
      origin: 'description',
      task: { ...task, ...amounts, ...(group !== undefined && { group }) },
    };
  });
  store.apply([...hosts, ...tasks]);
  return store;
}

const store = storeOf();

function counts(text: string, by: string): Map<unknown, number> {
  const query = checkOrThrow(text);
  const { subject, parameter } = findSubject(by, query.rows as RowKind) as SubjectReference;
  return countsByValue(plannedFor(query, store), subject, parameter);
}

/** Looks at every row of the answer. */
function oneByOne(text: string, by: string): Map<unknown, number> {
  const query = checkOrThrow(text);
  const { subject, parameter } = findSubject(by, query.rows as RowKind) as SubjectReference;
  const planned = plannedFor(query, store);
  const found = new Map<unknown, number>();
  const add = (value: unknown) => found.set(value, (found.get(value) ?? 0) + 1);
  planned.forEachRow((row) => {
    if (subject.source !== 'task-set') add(planned.store.valueAt(subject, parameter, row) ?? null);
    else {
      const members = planned.store.membersAt(subject, parameter, row);
      for (const member of members.length === 0 ? [null] : members) add(member);
    }
  });
  return found;
}

describe('counts by value', () => {
  it.each<[text: string, by: string, values: number]>([
    ['*', 'attribute:zone', 6],
    ['tag:owner exists', 'attribute:zone', 6],
    ['tag:owner == o8', 'attribute:zone', 2],
    ['*', 'attribute:large', 2],
    ['registered:cpu >= 1', 'attribute:large', 2],
    ['tag:owner == o8', 'attribute:large', 1],
    ['attribute:zone == z1', 'attribute:zone', 1],
    ['*', 'tag:owner', 351],
    ['attribute:zone == z1', 'tag:owner', 68],
    ['*', 'task:group', 482],
    ['attribute:zone == z1', 'task:group', 41],
    ['tag:owner == o8', 'task:group', 4],
    ['*', 'registered:cpu', 7],
    ['*', 'tag:none', 1],
    ['tag:owner == none', 'tag:owner', 0],
    ['from tasks *', 'task:group', 602],
    ['from tasks *', 'attribute:zone', 6],
    ['from tasks attribute:zone exists', 'tag:owner', 335],
  ])('%s by %s: %i values', (text, by, values) => {
    const found = counts(text, by);
    expect(found).toEqual(oneByOne(text, by));
    expect(found.size).toBe(values);
  });
});
