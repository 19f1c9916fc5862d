/**
 * A naive evaluator of stages: arrays of rows, one stage after the other, each as the language reference has it. It takes nothing
 * from the product.
 */
import { describedHosts, type FleetJson, type OracleHost } from '../../oracle/query-fleet.js';
import { compareTexts, compareVersions, readVersion } from '../../oracle/query-values.js';

export type Kind = 'text' | 'boolean' | 'version' | 'instant' | 'integer' | 'number' | 'set';

export interface NaiveColumn {
  readonly name: string;
  readonly kind: Kind;
}

/** Instants are microseconds; `null` is what is absent or has no value. */
export type Value = string | boolean | number | bigint | null | readonly string[];

export type NaiveStage =
  | { readonly type: 'where'; readonly column: NaiveColumn; readonly passes: (value: Value) => boolean }
  | { readonly type: 'sort'; readonly keys: readonly { readonly column: NaiveColumn; readonly descending: boolean }[] }
  | { readonly type: 'limit'; readonly rows: number }
  | { readonly type: 'select'; readonly columns: readonly NaiveColumn[] }
  | { readonly type: 'count'; readonly by: readonly NaiveColumn[] }
  | {
      readonly type: 'sum' | 'avg' | 'min' | 'max';
      readonly column: NaiveColumn;
      readonly by: readonly NaiveColumn[];
    }
  | { readonly type: 'distinct'; readonly column: NaiveColumn };

interface Row {
  readonly key: string | undefined;
  /** Where it comes among rows that no stage has ordered. */
  readonly rank: number;
  readonly values: ReadonlyMap<string, Value>;
}

export interface NaiveAnswer {
  /** Undefined where rows are made. */
  readonly keys: readonly string[] | undefined;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export function answerOf(fleet: FleetJson, of: 'instances' | 'tasks', stages: readonly NaiveStage[]): NaiveAnswer {
  let rows = of === 'tasks' ? taskRows(fleet) : describedHosts(fleet).map((host, rank) => instanceRow(host, rank));
  for (const stage of stages) rows = carriedOut(stage, rows);
  const made = rows.every(({ key }) => key === undefined);
  return {
    keys: made ? undefined : rows.map(({ key }) => key as string),
    rows: rows.map(({ values }) => Object.fromEntries([...values].map(([name, value]) => [name, asJson(value)]))),
  };
}

function instanceRow(host: OracleHost, rank: number): Row {
  const groups = [...new Set(host.runningGroups.filter((group) => group !== undefined))].sort(compareTexts);
  const values = instanceValues(host).set('task:group', host.runningGroups.length === 0 ? null : groups);
  return { key: host.key, rank, values };
}

function instanceValues(host: OracleHost | undefined): Map<string, Value> {
  const version = host?.agentVersion;
  const values = new Map<string, Value>([
    ['agentConnected', host?.agentConnected ?? null],
    ['agentVersion', version !== undefined && readVersion(version) !== undefined ? version : null],
    ['ec2InstanceId', host?.ec2InstanceId ?? null],
    ['registeredAt', host?.registeredAt ?? null],
    ['runningTasksCount', host?.runningTasksCount ?? null],
  ]);
  for (const [name, value] of host?.attributes ?? []) values.set(`attribute:${name}`, value);
  return values;
}

/** Every record, whatever its status, with what is known of the instance that it runs on. */
function taskRows(fleet: FleetJson): readonly Row[] {
  const hosts = new Map(describedHosts(fleet).map((host) => [host.key, host]));
  return [...fleet.tasks]
    .sort((a, b) => compareTexts(a.taskArn, b.taskArn))
    .map((task, rank) => {
      const values = instanceValues(hosts.get(task.containerInstanceArn ?? ''));
      return { key: task.taskArn, rank, values: values.set('task:group', task.group ?? null) };
    });
}

function carriedOut(stage: NaiveStage, rows: readonly Row[]): readonly Row[] {
  switch (stage.type) {
    case 'where':
      return rows.filter((row) => stage.passes(cellIn(row, stage.column)));
    case 'sort':
      return [...rows].sort((a, b) => compareRows(a, b, stage.keys));
    case 'limit':
      return rows.slice(0, stage.rows);
    case 'select':
      return rows.map(({ rank, values }) => ({ key: undefined, rank, values: picked(values, stage.columns) }));
    case 'count':
      return grouped(rows, stage.by, (group) => ['count', group.length]);
    case 'distinct':
      return grouped(rows, [stage.column], undefined);
    default:
      return grouped(rows, stage.by, (group) => {
        const values = group.map((row) => cellIn(row, stage.column)).filter((value) => value !== null);
        return [`${stage.type}(${stage.column.name})`, folded(stage.type, stage.column.kind, values)];
      });
  }
}

function cellIn(row: Row, { name }: NaiveColumn): Value {
  return row.values.get(name) ?? null;
}

function picked(values: ReadonlyMap<string, Value>, columns: readonly NaiveColumn[]): ReadonlyMap<string, Value> {
  return new Map(columns.map(({ name }) => [name, values.get(name) ?? null]));
}

function compareRows(a: Row, b: Row, keys: (NaiveStage & { type: 'sort' })['keys']): number {
  for (const { column, descending } of keys) {
    const [first, second] = [cellIn(a, column), cellIn(b, column)];
    if (first === null && second === null) continue;
    if (first === null) return 1;
    if (second === null) return -1;
    const order = compareValues(column.kind, first, second);
    if (order !== 0) return descending ? -order : order;
  }
  return a.rank - b.rank;
}

function compareValues(kind: Kind, a: Value, b: Value): number {
  if (kind === 'version') {
    const [first, second] = [readVersion(a as string), readVersion(b as string)];
    if (first === undefined || second === undefined) throw new Error('a stored version can be read');
    return compareVersions(first, second);
  }
  if (typeof a === 'string') return compareTexts(a, b as string);
  return (a as number) < (b as number) ? -1 : a === b ? 0 : 1;
}

/** Equal versions of different texts are different groups, ordered by their texts. */
function compareKeys(kind: Kind, a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  return compareValues(kind, a, b) || (kind === 'version' ? compareTexts(a as string, b as string) : 0);
}

type Group = readonly Value[];

function grouped(
  rows: readonly Row[],
  by: readonly NaiveColumn[],
  aggregate: ((rows: readonly Row[]) => readonly [string, Value]) | undefined,
): readonly Row[] {
  const members = rows.flatMap((row) => groupsOf(row, by).map((group) => ({ group, row })));
  const groups: Group[] = by.length === 0 ? [[]] : [];
  for (const { group } of members) if (!groups.some((other) => isSame(other, group))) groups.push(group);
  groups.sort((a, b) => {
    const orders = by.map(({ kind }, at) => compareKeys(kind, a[at] ?? null, b[at] ?? null));
    return orders.find((order) => order !== 0) ?? 0;
  });
  return groups.map((group, rank) => {
    const own = members.filter((member) => isSame(member.group, group)).map(({ row }) => row);
    const keys = by.map(({ name }, at): [string, Value] => [name, group[at] ?? null]);
    return { key: undefined, rank, values: new Map([...keys, ...(aggregate ? [aggregate(own)] : [])]) };
  });
}

function isSame(a: Group, b: Group): boolean {
  return a.every((value, at) => value === b[at]);
}

/** The combinations of the values of some columns; a set has its members, or nothing. */
function groupsOf(row: Row, by: readonly NaiveColumn[]): readonly Group[] {
  let groups: readonly Group[] = [[]];
  for (const column of by) {
    const value = cellIn(row, column);
    const members = Array.isArray(value) ? (value.length === 0 ? [null] : value) : [value as Value];
    groups = groups.flatMap((group) => members.map((member) => [...group, member as Value]));
  }
  return groups;
}

function folded(type: 'sum' | 'avg' | 'min' | 'max', kind: Kind, values: readonly Value[]): Value {
  if (values.length === 0) return null;
  if (type === 'sum' || type === 'avg') {
    const sum = exactSum(values as readonly number[]);
    return type === 'sum' ? sum : sum / values.length;
  }
  const sorted = [...values].sort((a, b) => compareKeys(kind, a, b));
  return (type === 'min' ? sorted[0] : sorted.at(-1)) as Value;
}

/** Sums of averages are no whole numbers: added one by one they would be rounded each time, in whatever order they come. */
function exactSum(values: readonly number[]): number {
  const scale = 2 ** 80;
  return Number(values.reduce((sum, value) => sum + BigInt(value * scale), 0n)) / scale;
}

function asJson(value: Value): unknown {
  if (typeof value !== 'bigint') return value;
  const micros = ((value % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = new Date(Number((value - micros) / 1000n)).toISOString().slice(0, 19);
  const fraction = String(micros).padStart(6, '0').replace(/0+$/, '');
  return fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}
