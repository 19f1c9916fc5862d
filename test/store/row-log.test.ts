/** The log of changed rows, by itself and in a store. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/model/change.js';
import { RowLog } from '../../src/store/row-log.js';
import { Store } from '../../src/store/store.js';
import { runs } from '../support/runs.js';
import { history } from './history.js';

const LIMIT = 65_536;

/** What the log tells since then; undefined where it does not reach back. */
function since(log: RowLog, from: number): number[] | undefined {
  const rows: number[] = [];
  return log.since(from, (row) => rows.push(row)) ? rows : undefined;
}

describe('the log of rows', () => {
  it('tells in order what came since', () => {
    const log = new RowLog();
    const start = log.end;
    log.add(5);
    log.add(3);
    const middle = log.end;
    expect([since(log, start), since(log, middle)]).toEqual([[5, 3], []]);
    log.add(5);
    expect([since(log, start), since(log, middle)]).toEqual([[5, 3, 5], [5]]);
  });

  it('says a row once where nobody has read of it since', () => {
    const log = new RowLog();
    const start = log.end;
    for (let at = 0; at < 3; at++) log.add(7);
    expect(since(log, start)).toEqual([7]);
    const { end } = log;
    log.add(7);
    expect(since(log, end)).toEqual([7]);
    log.add(7);
    expect(since(log, end)).toEqual([7, 7]);
  });

  it('reaches back as far as its limit, and no further', () => {
    const log = new RowLog();
    const { end } = log;
    for (let row = 0; row < LIMIT; row++) log.add(row);
    expect(since(log, end)).toEqual(Array.from({ length: LIMIT }, (_, row) => row));
    log.add(LIMIT);
    expect(since(log, end)).toBeUndefined();
    expect(since(log, end + 1)).toHaveLength(LIMIT);
    expect(since(log, end + 2)?.at(-1)).toBe(LIMIT);
  });

  it('reaches back to no end before it was cleared', () => {
    const log = new RowLog();
    const before = log.end;
    log.clear();
    expect([since(log, before), since(log, log.end)]).toEqual([undefined, []]);
    log.add(1);
    const { end } = log;
    log.clear();
    log.add(1);
    expect([since(log, end), since(log, end + 1)]).toEqual([undefined, [1]]);
  });
});

describe('what a store touched', () => {
  it('is every row whose host is another than before', () => {
    fc.assert(
      fc.property(fc.array(history({ length: 6 }), { maxLength: 8 }), (batches) => {
        const store = new Store();
        for (const batch of batches) expectChangesTold(store, batch);
      }),
      runs(300),
    );
  });

  it('starts afresh when rows are numbered anew', () => {
    const store = new Store();
    const { end } = store.touched;
    const descending = Array.from({ length: 200 }, (_, at) => `i${String(999 - at)}`);
    store.apply(descending.map((key) => instanceNamed(key)));
    expect(since(store.touched, end)).toHaveLength(200);
    const { membership } = store;
    const rows = store.rowsByKey();
    expect([store.layout, store.membership > membership]).toEqual([1, true]);
    expect(since(store.touched, end)).toBeUndefined();
    expect(since(store.touched, store.touched.end)).toEqual([]);
    expect(store.rowsByKey()).toBe(rows);
  });

  it('holds nothing of what changes no host', () => {
    const store = new Store();
    store.apply([instanceNamed('a'), { kind: 'tasks-known', cluster: '' }]);
    const { end } = store.touched;
    const { membership } = store;
    store.apply([
      instanceNamed('a'),
      { kind: 'instance-removed', key: 'b', version: 3 },
      { kind: 'task-removed', key: 't' },
    ]);
    expect([since(store.touched, end), store.membership]).toEqual([[], membership]);
  });
});

function instanceNamed(key: string): Change {
  const instance = { key, attributes: new Map(), tags: new Map(), registered: new Map() };
  return { kind: 'instance', origin: 'description', instance };
}

/** Applies changes, and compares every host before and after with what the log and `membership` say. */
function expectChangesTold(store: Store, batch: readonly Change[]): void {
  const before = new Map(Array.from(store.rowsByKey(), (row) => [row, store.hostAt(row)]));
  const { membership } = store;
  const rows = store.rowsByKey();
  const { end } = store.touched;
  store.apply(batch);
  const touched = new Set(since(store.touched, end));
  const isSame = store.membership === membership;
  expect(store.rowsByKey() === rows).toBe(isSame);
  const after = new Map(Array.from(store.rowsByKey(), (row) => [row, store.hostAt(row)]));
  for (const row of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(row), after.get(row)];
    if (!touched.has(row)) expect(old).toStrictEqual(now === undefined ? undefined : store.reader.host(row));
    if (isSame) expect([old === undefined, now === undefined]).toEqual([false, false]);
  }
}
