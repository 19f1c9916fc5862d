/** What a query answers, as every format takes it. */
import type { PreparedQuery } from '../../index.js';
import type { Answer, Column, Row } from '../output/answer.js';
import { abbreviated, shortKey, terminalSafe } from '../output/terminal.js';
import { HOST_COLUMNS } from './host-columns.js';

/** What a row is called: by what the rows of a query are. */
export const ROW_NOUNS = { instances: 'instance', tasks: 'task', made: 'row' } as const;

/** Rows of a query's answer, records or made by stages. */
export function queryAnswer({ rowKind, columns }: PreparedQuery, rows: readonly Row[]): Answer {
  const id = ({ key }: Row) => key as string;
  if (columns === undefined) return { rows, id, columns: rowKind === 'tasks' ? TASK_COLUMNS : HOST_COLUMNS };
  return { rows, id: () => undefined, fields: columns, columns: columns.map(madeColumn) };
}

/** What a person sees of a task: which, of what, where it runs, how it is. */
const TASK_COLUMNS: readonly Column[] = [
  { title: 'task', value: ({ key }) => abbreviated(String(key)) },
  { title: 'group', value: ({ group }) => group },
  { title: 'definition', value: ({ definition }) => definition },
  { title: 'instance', value: ({ instance }) => (instance === undefined ? undefined : shortKey(String(instance))) },
  { title: 'status', value: ({ lastStatus }) => lastStatus },
  // That a task is meant to run is the rule.
  { title: 'desired', value: ({ desiredStatus }) => (desiredStatus === 'RUNNING' ? undefined : desiredStatus) },
  { title: 'cpu', value: ({ cpu }) => cpu },
  { title: 'memory', value: ({ memory }) => memory },
];

function madeColumn(name: string): Column {
  return { title: terminalSafe(name), value: (row) => row[name], keep: true };
}
