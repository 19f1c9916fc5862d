/** `implies` and `analyze` beside a look at every host and every task of small domains. `ANALYSIS_PAIRS=20000` tries as many pairs. */
import { describe, expect, it } from 'vitest';
import { analyze, Cluster, implies, type Witness } from '../../../src/index.js';
import { readMembers, readValue } from '../../../src/model/subjects.js';
import { checkOrThrow } from '../../../src/query/check.js';
import type { CheckedExpression } from '../../../src/query/checked.js';
import { holds, holdsFor, type Values } from '../../../src/query/evaluate.js';
import { expressionOf, hostsOf, seeded, subjectsOfPair, type TaskRow, taskRowsOf } from './brute-force.js';

const PAIRS = Number(process.env['ANALYSIS_PAIRS'] ?? 1_500);

/** Something that can be asked whether an expression holds of it. */
type Row = (expression: CheckedExpression) => boolean;

/** Made once, as long as there is room for them. */
const domains = new Map<string, readonly Row[]>();
const MOST_KEPT = 200_000;
let kept = 0;

function rowsFor(subjects: readonly string[], ofTasks: boolean): readonly Row[] {
  const name = `${ofTasks} ${[...subjects].sort().join()}`;
  const known = domains.get(name);
  if (known !== undefined) return known;
  const rows = ofTasks
    ? taskRowsOf(subjects).map(
        (row): Row =>
          (expression) =>
            holdsFor(expression, row, OF_TASK_ROW),
      )
    : hostsOf(subjects).map(
        (host): Row =>
          (expression) =>
            holds(expression, host),
      );
  if (kept + rows.length > MOST_KEPT) {
    domains.clear();
    kept = 0;
  }
  kept += rows.length;
  domains.set(name, rows);
  return rows;
}

const OF_TASK_ROW: Values<TaskRow> = {
  value: (subject, parameter, { task, host }) =>
    subject.source === 'task' ? subject.read(task) : host && readValue(subject, parameter, host),
  members: (subject, { host }) => (host === undefined ? [] : readMembers(subject, host)),
};

/** The ids of the rows that a text finds in a witness, and of all rows there; the engine answers. */
function found(witness: Witness, text: string): ReadonlySet<string> {
  return new Set(Cluster.from(witness).prepare(text).ids());
}

function all(witness: Witness, text: string): ReadonlySet<string> {
  return found(witness, text.startsWith('from tasks') ? 'from tasks *' : '*');
}

const isWithin = (some: ReadonlySet<string>, others: ReadonlySet<string>): boolean =>
  [...some].every((id) => others.has(id));

interface Tally {
  yes: number;
  no: number;
  unknown: number;
}

/** Compares one pair; what is wrong is told in words. */
function wrongAbout(a: string, b: string, rows: readonly Row[], tally: Tally): string | undefined {
  const [left, right] = [checkOrThrow(a).expression, checkOrThrow(b).expression];
  const isRefuted = rows.some((row) => row(left) && !row(right));
  const answer = implies(a, b);
  tally[answer.answer]++;
  if (answer.answer === 'unknown' && process.env['ANALYSIS_UNKNOWN']) console.log(`${isRefuted} ${a}  =>  ${b}`);
  if (answer.answer === 'yes' && isRefuted) return `${a} does not imply ${b}`;
  if (answer.answer !== 'no') return undefined;
  const { counterexample } = answer;
  const isOne = !isWithin(found(counterexample, a), found(counterexample, b));
  return isOne ? undefined : `${JSON.stringify(counterexample)} does not refute that ${a} implies ${b}`;
}

function wrongAboutOne(text: string, rows: readonly Row[]): string | undefined {
  const { expression } = checkOrThrow(text);
  const { satisfiable, alwaysTrue, witness, counterexample } = analyze(text);
  if (satisfiable === 'no' && rows.some((row) => row(expression))) return `${text} can hold`;
  if (alwaysTrue === 'yes' && !rows.every((row) => row(expression))) return `${text} does not always hold`;
  if (witness && found(witness, text).size === 0) return `${JSON.stringify(witness)} is no witness of ${text}`;
  return counterexample && isWithin(all(counterexample, text), found(counterexample, text))
    ? `${text} holds on ${JSON.stringify(counterexample)}`
    : undefined;
}

describe('an analysis', () => {
  it(`agrees with all hosts and tasks of small domains about ${PAIRS} pairs`, { timeout: PAIRS * 100 }, () => {
    const random = seeded(5);
    const tally: Tally = { yes: 0, no: 0, unknown: 0 };
    const wrong: (string | undefined)[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const subjects = subjectsOfPair(random);
      const ofTasks = random(5) === 0;
      const text = () => `${ofTasks ? 'from tasks ' : ''}${expressionOf(subjects, 2, random)}`;
      const [a, b] = [text(), text()];
      const rows = rowsFor(subjects, ofTasks);
      wrong.push(wrongAbout(a, b, rows, tally));
      if (pair % 4 === 0) wrong.push(wrongAboutOne(a, rows));
    }
    expect(wrong.filter((text) => text !== undefined)).toEqual([]);
    if (process.env['ANALYSIS_PAIRS'] !== undefined) console.log(JSON.stringify(tally));
    expect(tally.unknown / PAIRS).toBeLessThan(0.05);
    expect(tally.yes / PAIRS).toBeGreaterThan(0.1);
    expect(tally.no / PAIRS).toBeGreaterThan(0.3);
  });
});
