import type { InstanceReasons, PlacementFix, WhyNotResult } from '../../index.js';
import type { Answer, Column, Row, Screen } from '../output/answer.js';
import { tableLines } from '../output/table.js';
import { paint, plural, shortKey } from '../output/terminal.js';
import { REASON_COLUMNS, reasonWords, summarize } from './reason-words.js';

/** Together they fit on one screen; `-o json` has all of them. */
const SHOWN_REASONS = 10;
const SHOWN_FIXES = 6;

/** What `why` answers: a row for each reason or, with `byHost`, for each host that cannot take a task. */
export function whyAnswer(result: WhyNotResult, byHost: boolean): Answer {
  const rows = (byHost ? result.hosts : result.reasons) as readonly object[] as readonly Row[];
  return {
    rows,
    id: ({ instance, code }) => String(instance ?? code),
    document: { ...result },
    *text(screen) {
      yield* headline(result, screen);
      if (byHost) yield* section(tableLines(rows, HOST_COLUMNS, screen));
      else yield* reasonLines(result, screen);
      yield* fixLines(result.fixes, screen);
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
  const shown = summarize(reasons.slice(0, SHOWN_REASONS), hosts);
  yield* section(tableLines(shown as readonly object[] as readonly Row[], REASON_COLUMNS, screen));
  yield* more(reasons.length - shown.length, 'reason', screen);
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
  const shown = fixes.slice(0, SHOWN_FIXES) as readonly object[] as readonly Row[];
  yield* section(tableLines(shown, FIX_COLUMNS, screen));
  yield* more(fixes.length - shown.length, 'way', screen);
}

const FIX_COLUMNS: readonly Column[] = [
  { title: 'opens', value: ({ hosts }) => hosts },
  { title: 'tasks then', value: ({ tasks }) => tasks },
  {
    title: 'what would help',
    value: ({ changes }) => (changes as PlacementFix['changes']).map(({ message }) => message).join('; and '),
    wrap: true,
  },
];

function* section(lines: Iterable<string>): Generator<string> {
  yield '';
  yield* lines;
}

function* more(count: number, noun: string, screen: Screen): Generator<string> {
  if (count > 0) yield paint('dim', `and ${plural(count, noun)} more (-o json has all)`, screen);
}
