import type { SimulationReport, StepReport } from '../../index.js';
import type { Answer, Column, Row, Screen } from '../output/answer.js';
import { tableLines } from '../output/table.js';
import { abbreviated, paint, plural, shortKey } from '../output/terminal.js';
import { codeWords } from './reason-words.js';
import { spreadLines, stateLines } from './simulate-state.js';

/** Together they fit on one screen; `-o json` has all of them. */
const SHOWN = 10;

/** What `simulate` answers: a row for each task and each host to which something happens, step by step. */
export function simulationAnswer(report: SimulationReport): Answer {
  return {
    rows: report.steps.flatMap(eventsOf),
    id: ({ instance, to }) => (instance ?? to) as string | undefined,
    document: { ...report },
    *text(screen) {
      yield* headline(report, screen);
      yield* section('Steps', stepLines(report, screen), screen);
      yield* section('Not placed', unplacedLines(report, screen), screen);
      yield* section('Before and after', stateLines(report, screen), screen);
      for (const spread of report.spread) {
        yield* section(`By ${spread.attribute}`, spreadLines(spread, screen), screen);
      }
      yield* section('Moves', moveLines(report, screen), screen);
    },
  };
}

/** What happened to hosts in a step, in the past tense. */
const HOST_EVENTS: Readonly<Record<StepReport['action'], string>> = {
  place: '',
  drain: 'drained',
  remove: 'removed',
  terminate: '',
  add: 'added',
  consolidate: 'emptied',
};

function eventsOf({ step, action, instances, placements, moves, stopped, unplaced }: StepReport): readonly Row[] {
  const of = (event: string, items: readonly object[]): Row[] => items.map((item) => ({ step, event, ...item }));
  return [
    ...of(
      HOST_EVENTS[action],
      instances.map((instance) => ({ instance })),
    ),
    ...of('placed', placements),
    ...of('moved', moves),
    ...of('stopped', stopped),
    ...of('unplaced', unplaced),
  ];
}

function* section(title: string, lines: Iterable<string>, screen: Screen): Generator<string> {
  const all = [...lines];
  if (all.length === 0) return;
  yield '';
  yield paint('bold', title, screen);
  yield* all;
}

function* headline({ name, totals }: SimulationReport, screen: Screen): Generator<string> {
  const { placed, moved, stopped, unplaced } = totals;
  const done = `${plural(placed, 'task')} placed, ${count(moved)} moved, ${count(stopped)} stopped, ${count(unplaced)} without a host`;
  yield paint([unplaced > 0 ? 'red' : 'green', 'bold'], name === undefined ? done : `${name}: ${done}`, screen);
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

const STEP_COLUMNS: readonly Column[] = [
  { title: 'step', value: ({ step }) => step },
  { title: 'does', value: ({ action }) => action },
  { title: 'name', value: ({ name }) => name },
  { title: 'hosts', value: lengthOf('instances') },
  { title: 'placed', value: lengthOf('placements') },
  { title: 'moved', value: lengthOf('moves') },
  { title: 'stopped', value: lengthOf('stopped') },
  { title: 'without a host', value: ({ unplaced }) => withoutHost(unplaced as StepReport['unplaced']) },
  { title: 'hosts left', value: ({ left }) => (left as StepReport['left'])?.length },
];

/** Nothing where there are none: an empty cell is easier to pass over than a 0. */
function lengthOf(field: string): Column['value'] {
  return (row) => (row[field] as readonly unknown[]).length || undefined;
}

function withoutHost(unplaced: StepReport['unplaced']): number | undefined {
  return unplaced.reduce((sum, { count: tasks }) => sum + tasks, 0) || undefined;
}

function* stepLines({ steps }: SimulationReport, screen: Screen): Generator<string> {
  const shown = steps.slice(0, SHOWN * 2);
  yield* tableLines(rowsOf(shown), STEP_COLUMNS, screen);
  yield* more(steps.length - shown.length, 'step', screen);
}

const UNPLACED_COLUMNS: readonly Column[] = [
  { title: 'step', value: ({ step }) => step },
  { title: 'request', value: ({ request }) => request },
  { title: 'group', value: ({ group }) => group },
  { title: 'tasks', value: ({ count: tasks }) => tasks },
  {
    title: 'what holds the hosts back',
    value: ({ reasons }) =>
      (reasons as StepReport['unplaced'][number]['reasons'])
        .slice(0, 3)
        .map(({ code, hosts }) => `${codeWords(code)} (${count(hosts)})`)
        .join(', '),
    wrap: true,
  },
];

function* unplacedLines({ steps }: SimulationReport, screen: Screen): Generator<string> {
  const all = steps.flatMap(({ step, unplaced }) => unplaced.map((entry) => ({ step, ...entry })));
  const shown = all.slice(0, SHOWN);
  yield* tableLines(rowsOf(shown), UNPLACED_COLUMNS, screen);
  yield* more(all.length - shown.length, 'kind', screen);
}

const MOVE_COLUMNS: readonly Column[] = [
  { title: 'step', value: ({ step }) => step },
  { title: 'task', value: ({ task }) => abbreviated(String(task)) },
  { title: 'group', value: ({ group }) => group },
  { title: 'from', value: ({ from }) => shortKey(String(from)) },
  { title: 'to', value: ({ to }) => shortKey(String(to)) },
];

function* moveLines({ steps }: SimulationReport, screen: Screen): Generator<string> {
  const all = steps.flatMap(({ step, moves }) => moves.map((move) => ({ step, ...move })));
  const shown = all.slice(0, SHOWN);
  yield* tableLines(rowsOf(shown), MOVE_COLUMNS, screen);
  yield* more(all.length - shown.length, 'move', screen);
}

/** Reports are plain objects, which rows are. */
function rowsOf(items: readonly object[]): readonly Row[] {
  return items as readonly Row[];
}

export function* more(rest: number, noun: string, screen: Screen): Generator<string> {
  if (rest > 0) yield paint('dim', `and ${plural(rest, noun)} more (-o json has all)`, screen);
}
