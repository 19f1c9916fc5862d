import type { InstanceReasons, PlacementFix, WhyNotResult } from '../../index.js';
import type { Answer, Column, Row, Screen } from '../output/answer.js';
import { tableLines } from '../output/table.js';
import { paint, plural, shortKey } from '../output/terminal.js';
import { grouped, REASON_COLUMNS, reasonWords, summarize } from './reason-words.js';

/** Together they fit on one screen; `-o json` has all of them. */
const SHOWN_REASONS = 8;
const SHOWN_FIXES = 5;
/** How far a cell may go there: lines, and what the other columns take of each. */
const CELL_LINES = 2;
const OTHER_COLUMNS = 36;

/** What `why` answers: a row for each reason or, with `byHost`, for each host that cannot take a task. */
export function whyAnswer(result: WhyNotResult, byHost: boolean): Answer {
  const rows = (byHost ? result.hosts : result.reasons) as readonly object[] as readonly Row[];
  return {
    rows,
    id: ({ instance, code }) => String(instance ?? code),
    document: { ...result },
    *text(screen) {
      yield* headline(result, screen);
      if (byHost) yield* section(tableLines(nearestFirst(result.hosts), HOST_COLUMNS, screen));
      else yield* reasonLines(result, screen);
      yield* fixLines(result.fixes, screen);
      if (!byHost && result.hosts.length > 0) {
        yield* section([paint('dim', '--hosts lists what is in the way on each instance', screen)]);
      }
    },
  };
}

function* headline({ eligible, hosts }: WhyNotResult, screen: Screen): Generator<string> {
  const all = eligible + hosts.length;
  const line = `${eligible.toLocaleString('en-US')} of ${plural(all, 'instance')} can take a task`;
  yield paint([eligible === 0 ? 'red' : 'green', 'bold'], line, screen);
}

function* reasonLines({ reasons, hosts }: WhyNotResult, screen: Screen): Generator<string> {
  if (reasons.length === 0) return;
  const shown = summarize(reasons.slice(0, SHOWN_REASONS), hosts).map((count) => {
    return { ...count, words: fitted(count.words, screen) };
  });
  yield* section(tableLines(shown as readonly object[] as readonly Row[], REASON_COLUMNS, screen));
  yield* more(reasons.length - shown.length, 'reason', screen);
}

/** Hosts with the fewest things in their way come first, as they are the first to be opened. */
function nearestFirst(hosts: WhyNotResult['hosts']): readonly Row[] {
  const sorted = [...hosts].sort((a, b) => a.reasons.length - b.reasons.length);
  return sorted as readonly object[] as readonly Row[];
}

const HOST_COLUMNS: readonly Column[] = [
  { title: 'instance', value: ({ instance }) => shortKey(String(instance)) },
  {
    title: 'what is in the way',
    value: ({ reasons }) => (reasons as InstanceReasons['reasons']).map(reasonWords).join('; '),
    wrap: true,
  },
];

function* fixLines(fixes: readonly PlacementFix[], screen: Screen): Generator<string> {
  if (fixes.length === 0) return;
  const shown = fixes.slice(0, SHOWN_FIXES).map(({ hosts, tasks, changes }) => {
    return { hosts, tasks, help: fitted(changes.map(({ message }) => message).join('; and '), screen) };
  });
  yield* section(tableLines(shown, FIX_COLUMNS, screen));
  yield* more(fixes.length - shown.length, 'way', screen);
}

const FIX_COLUMNS: readonly Column[] = [
  { title: 'opens', value: ({ hosts }) => grouped(hosts), align: 'right' },
  { title: 'tasks then', value: ({ tasks }) => grouped(tasks), align: 'right' },
  { title: 'what would help', value: ({ help }) => help, wrap: true },
];

/** What takes a few lines on a terminal; all of it where nothing is to be cut. */
function fitted(text: string, { width }: Screen): string {
  const most = Math.max(OTHER_COLUMNS, CELL_LINES * (width - OTHER_COLUMNS));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function* section(lines: Iterable<string>): Generator<string> {
  yield '';
  yield* lines;
}

function* more(count: number, noun: string, screen: Screen): Generator<string> {
  if (count > 0) yield paint('dim', `and ${plural(count, noun)} more (-o json has all)`, screen);
}
