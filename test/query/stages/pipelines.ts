/** Random stages with their text: every stage speaks of columns that there are. */
import fc from 'fast-check';
import { ATTRIBUTE_NAMES, EC2_INSTANCE_IDS, GROUPS, TEXTS } from '../../support/vocabulary.js';
import type { Kind, NaiveColumn, NaiveStage, Value } from './naive.js';

export interface Pipeline {
  readonly of: 'instances' | 'tasks';
  readonly text: string;
  readonly stages: readonly NaiveStage[];
}

/** A list of decisions, so that a failing case shrinks; what is not decided is the first choice. */
export const pipeline: fc.Arbitrary<Pipeline> = fc
  .array(fc.nat(999), { maxLength: 40, size: 'max' })
  .map((decisions) => pipelineFrom(decisions));

const COLUMNS: readonly NaiveColumn[] = [
  { name: 'runningTasksCount', kind: 'integer' },
  ...ATTRIBUTE_NAMES.slice(0, 5).map((name): NaiveColumn => ({ name: `attribute:${name}`, kind: 'text' })),
  { name: 'agentVersion', kind: 'version' },
  { name: 'agentConnected', kind: 'boolean' },
  { name: 'ec2InstanceId', kind: 'text' },
  { name: 'registeredAt', kind: 'instant' },
];

type Pick = <T>(options: readonly T[]) => T;

function pipelineFrom(decisions: readonly number[]): Pipeline {
  let at = 0;
  const pick: Pick = (options) => options[(decisions[at++] ?? 0) % options.length] as (typeof options)[number];
  const of = pick(['instances', 'tasks'] as const);
  let columns: readonly NaiveColumn[] = [
    ...COLUMNS,
    { name: 'task:group', kind: of === 'tasks' ? 'text' : 'set' },
    { name: 'task:group', kind: of === 'tasks' ? 'text' : 'set' },
  ];
  const stages: NaiveStage[] = [];
  const texts = [of === 'tasks' ? 'from tasks *' : pick(['*', 'from instances *'])];
  for (let left = pick([1, 2, 3, 4, 5]); left > 0; left--) {
    const { stage, text } = stageOver(columns, pick);
    stages.push(stage);
    texts.push(text);
    columns = madeBy(stage) ?? columns;
  }
  return { of, text: texts.join(' | '), stages };
}

function stageOver(columns: readonly NaiveColumn[], pick: Pick): { stage: NaiveStage; text: string } {
  const numbers = columns.filter(({ kind }) => kind === 'integer' || kind === 'number');
  const ordered = columns.filter(({ kind }) => kind !== 'set' && kind !== 'boolean');
  const type = pick(['where', 'sort', 'limit', 'select', 'count', 'sum', 'avg', 'min', 'max', 'distinct'] as const);
  if (type === 'where') return where(pick(columns), pick);
  if (type === 'limit') {
    const rows = pick([0, 1, 2, 3, 5, 8, 13, 1000]);
    return { stage: { type, rows }, text: `limit ${rows}` };
  }
  if (type === 'select' || type === 'count') {
    const picked = some(columns, pick, type === 'count');
    const names = picked.map(({ name }) => name).join(', ');
    if (type === 'select') return { stage: { type, columns: picked }, text: `select ${names}` };
    const by = picked.filter(({ name }) => name !== 'count');
    const text = by.length === 0 ? 'count' : `count by ${by.map(({ name }) => name).join(', ')}`;
    return { stage: { type, by }, text };
  }
  if (type === 'distinct') {
    const column = pick(columns);
    return { stage: { type, column }, text: `distinct ${column.name}` };
  }
  if (type === 'sort') {
    const sortable = columns.filter(({ kind }) => kind !== 'set');
    if (sortable.length > 0) return sort(some(sortable, pick, false), pick);
  }
  const taken = type === 'sum' || type === 'avg' ? numbers : ordered;
  if (type === 'sort' || taken.length === 0) return { stage: { type: 'limit', rows: 4 }, text: 'limit 4' };
  const column = pick(taken);
  const by = some(columns, pick, true).filter(({ name }) => name !== `${type}(${column.name})`);
  const keys = by.length === 0 ? '' : ` by ${by.map(({ name }) => name).join(', ')}`;
  return { stage: { type, column, by }, text: `${type} ${column.name}${keys}` };
}

/** A few different columns; none only where that is allowed. */
function some(columns: readonly NaiveColumn[], pick: Pick, none: boolean): readonly NaiveColumn[] {
  const picked = Array.from({ length: pick(none ? [0, 1, 1, 2, 3] : [1, 1, 2, 3]) }, () => pick(columns));
  return picked.filter(({ name }, at) => picked.findIndex((other) => other.name === name) === at);
}

function sort(columns: readonly NaiveColumn[], pick: Pick): { stage: NaiveStage; text: string } {
  const keys = columns.map((column) => ({ column, descending: pick([false, true]) }));
  const texts = keys.map(({ column: { name }, descending }) => name + (descending ? ' desc' : pick([' asc', ''])));
  return { stage: { type: 'sort', keys }, text: `sort ${texts.join(', ')}` };
}

const TESTS: Readonly<Record<Kind, (pick: Pick) => { argument: string; passes: (value: Value) => boolean }>> = {
  text: (pick) => {
    const text = pick([...TEXTS.filter((value) => /^[\w.-]+$/.test(value)), ...GROUPS, ...EC2_INSTANCE_IDS]);
    return pick([
      { argument: `== ${text}`, passes: (value: Value) => value === text },
      { argument: `!= ${text}`, passes: (value: Value) => value !== null && value !== text },
    ]);
  },
  boolean: () => ({ argument: '== true', passes: (value) => value === true }),
  version: () => ({
    argument: 'in [1.9, 1.14.5]',
    passes: (value) => /^(1\.9(\.0)*|1\.14\.5(\.0)*)$/.test(String(value)),
  }),
  instant: () => ({
    argument: '> 2018-06-18',
    passes: (value) => value !== null && (value as bigint) > 1_529_280_000_000_000n,
  }),
  integer: (pick) => {
    const least = pick([0, 1, 2, 4]);
    return { argument: `>= ${least}`, passes: (value) => value !== null && (value as number) >= least };
  },
  number: (pick) => {
    const most = pick([1, 2.5]);
    return { argument: `<= ${most}`, passes: (value) => value !== null && (value as number) <= most };
  },
  set: (pick) => {
    const group = pick(GROUPS);
    const has = (value: Value) => value !== null && (value as readonly string[]).includes(group);
    return pick([
      { argument: `== ${group}`, passes: has },
      { argument: `!= ${group}`, passes: (value: Value) => value !== null && !has(value) },
      { argument: 'exists', passes: (value: Value) => value !== null },
      { argument: '!exists', passes: (value: Value) => value === null },
    ]);
  },
};

function where(column: NaiveColumn, pick: Pick): { stage: NaiveStage; text: string } {
  const { argument, passes } = TESTS[column.kind](pick);
  return { stage: { type: 'where', column, passes }, text: `where ${column.name} ${argument}` };
}

/** The columns of the rows that a stage makes. */
function madeBy(stage: NaiveStage): readonly NaiveColumn[] | undefined {
  const key = (column: NaiveColumn): NaiveColumn => ({ ...column, kind: column.kind === 'set' ? 'text' : column.kind });
  switch (stage.type) {
    case 'select':
      return stage.columns;
    case 'distinct':
      return [key(stage.column)];
    case 'count':
      return [...stage.by.map(key), { name: 'count', kind: 'integer' }];
    case 'sum':
    case 'avg':
    case 'min':
    case 'max': {
      const { column, type, by } = stage;
      return [...by.map(key), { name: `${type}(${column.name})`, kind: type === 'avg' ? 'number' : column.kind }];
    }
    default:
      return undefined;
  }
}
