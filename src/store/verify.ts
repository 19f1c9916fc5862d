/** Whether the indexes say what the records say. */
import type { Host } from '../model/records.js';
import { isDesiredRunning, runningTasksCount } from '../model/records.js';
import { isNumeric, KEPT_SUBJECTS, type Subject } from '../model/subjects.js';
import type { HostReader } from './host-reader.js';
import { InstanceIndex, TASK_SETS } from './instance-index.js';
import type { InstanceRows } from './instance-rows.js';
import type { RangeIndex } from './range-index.js';
import { RowSet } from './row-set.js';
import type { ValueIndex } from './value-index.js';

/** What there is to compare. */
export interface Verifiable {
  readonly rows: InstanceRows;
  readonly live: RowSet;
  readonly index: InstanceIndex;
  readonly reader: HostReader;
}

/** Makes every index anew from the hosts and compares it with the one that is kept. @returns the differences, in words. */
export function verify({ rows, live, index, reader }: Verifiable): readonly string[] {
  const differences: string[] = [];
  const expected = new InstanceIndex();
  const loaded = new RowSet();
  let last = '';
  for (const row of rows.sort(live)) {
    const host = reader.host(row);
    const { key } = host.instance;
    loaded.add(row);
    if (rows.find(key) !== row) differences.push(`${key} is not found in row ${row}`);
    if (loaded.size > 1 && key <= last) differences.push(`${key} comes after ${last}`);
    last = key;
    put(expected, row, host);
  }
  compareSets(differences, 'live rows', live, loaded);
  compareOrder(differences, rows, live);
  for (const subject of KEPT_SUBJECTS) {
    if (isNumeric(subject)) {
      compareNumbers(differences, subject.name, index.numbers(subject), expected.numbers(subject));
    }
  }
  compareNamed(differences, index, expected);
  return differences;
}

function put(index: InstanceIndex, row: number, host: Host): void {
  index.replaceNamed(row, host.instance);
  index.replacePlain(row, undefined, host.instance);
  index.setTaskCount(row, () => runningTasksCount(host));
  const running = host.tasks.filter(isDesiredRunning);
  if (running.length > 0) index.setTaskPresence(row, true);
  for (const subject of TASK_SETS) {
    for (const member of new Set(running.map(subject.member))) {
      if (member !== undefined) index.addTaskMember(row, subject, member);
    }
  }
}

function compareOrder(differences: string[], rows: InstanceRows, live: RowSet): void {
  let last: string | undefined;
  live.forEach((row) => {
    if (rows.strays.has(row)) return;
    const key = rows.key(row);
    if (last !== undefined && key <= last) differences.push(`row ${row} is out of order and no stray`);
    last = key;
  });
}

function compareNamed(differences: string[], index: InstanceIndex, expected: InstanceIndex): void {
  const names = new Map<string, readonly [Subject, string]>();
  for (const side of [index, expected]) {
    for (const [subject, parameter] of side.named()) names.set(subject.name + parameter, [subject, parameter]);
  }
  for (const [name, [subject, parameter]] of names) {
    const kept = index.values(subject, parameter);
    const wanted = expected.values(subject, parameter);
    if (kept === undefined || wanted === undefined) {
      differences.push(`the index of ${name} is ${kept === undefined ? 'missing' : 'left over'}`);
    } else compareValues(differences, name, kept, wanted, subject.source !== 'task-set');
  }
}

function compareValues(
  differences: string[],
  name: string,
  kept: ValueIndex,
  wanted: ValueIndex,
  isSingleValued: boolean,
): void {
  compareSets(differences, `rows with ${name}`, kept.present, wanted.present);
  compareSets(differences, `rows with a value of ${name}`, kept.valued, wanted.valued);
  let total = 0;
  for (const [value, rows] of kept.entries()) {
    total += rows.size;
    if (wanted.find(value) === undefined) differences.push(`no row has ${name} ${value}`);
  }
  if (isSingleValued && total !== kept.valued.size) differences.push(`the values of ${name} are on ${total} rows`);
  for (const [value, rows] of wanted.entries()) {
    compareSets(differences, `rows with ${name} ${value}`, kept.find(value) ?? new RowSet(), rows);
  }
}

function compareNumbers(differences: string[], name: string, kept: RangeIndex, wanted: RangeIndex): void {
  compareSets(differences, `rows with ${name}`, kept.present, wanted.present);
  const all = new RowSet();
  for (const rows of kept.select(ALL).whole) {
    rows.forEach((row) => {
      if (!all.add(row)) differences.push(`${name} has row ${row} in two buckets`);
    });
  }
  compareSets(differences, `rows in buckets of ${name}`, all, wanted.present);
  wanted.present.forEach((row) => {
    if (kept.at(row) !== wanted.at(row))
      differences.push(`${name} of row ${row} is ${kept.at(row)}, not ${wanted.at(row)}`);
  });
}

const ALL = { low: Number.NEGATIVE_INFINITY, lowOpen: false, high: Number.POSITIVE_INFINITY, highOpen: false };

function compareSets(differences: string[], what: string, kept: RowSet, wanted: RowSet): void {
  let [missing, extra, counted] = [0, 0, 0];
  kept.forEach((row) => {
    counted++;
    if (!wanted.has(row)) extra++;
  });
  wanted.forEach((row) => {
    if (!kept.has(row)) missing++;
  });
  if (counted !== kept.size) differences.push(`${what}: counted ${counted}, kept ${kept.size}`);
  if (missing + extra > 0) differences.push(`${what}: ${missing} missing, ${extra} too many`);
}
