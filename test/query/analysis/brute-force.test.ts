/** `implies` and `analyze` beside a look at every host of small domains. `ANALYSIS_PAIRS=20000` tries as many pairs. */
import { describe, expect, it } from 'vitest';
import { analyze, Cluster, implies, type Witness } from '../../../src/index.js';
import type { Host } from '../../../src/model/records.js';
import { checkOrThrow } from '../../../src/query/check.js';
import { holds } from '../../../src/query/evaluate.js';
import { expressionOf, hostsOf, seeded, subjectsOfPair } from './brute-force.js';

const PAIRS = Number(process.env['ANALYSIS_PAIRS'] ?? 1_500);

const domains = new Map<string, readonly Host[]>();

function hostsFor(subjects: readonly string[]): readonly Host[] {
  const name = [...subjects].sort().join();
  const hosts = domains.get(name) ?? hostsOf(subjects);
  domains.set(name, hosts);
  return hosts;
}

const matches = (witness: Witness, text: string): number => Cluster.from(witness).prepare(text).count();

interface Tally {
  yes: number;
  no: number;
  unknown: number;
}

/** Compares one pair; what is wrong is told in words. */
function wrongAbout(a: string, b: string, hosts: readonly Host[], tally: Tally): string | undefined {
  const [left, right] = [checkOrThrow(a).expression, checkOrThrow(b).expression];
  const isRefuted = hosts.some((host) => holds(left, host) && !holds(right, host));
  const found = implies(a, b);
  tally[found.answer]++;
  if (found.answer === 'yes' && isRefuted) return `${a} does not imply ${b}`;
  if (found.answer !== 'no') return undefined;
  const { counterexample } = found;
  const isOne = matches(counterexample, a) === 1 && matches(counterexample, b) === 0;
  return isOne ? undefined : `${JSON.stringify(counterexample)} does not refute that ${a} implies ${b}`;
}

function wrongAboutOne(text: string, hosts: readonly Host[]): string | undefined {
  const { expression } = checkOrThrow(text);
  const { satisfiable, alwaysTrue, witness, counterexample } = analyze(text);
  if (satisfiable === 'no' && hosts.some((host) => holds(expression, host))) return `${text} can hold`;
  if (alwaysTrue === 'yes' && !hosts.every((host) => holds(expression, host))) return `${text} does not always hold`;
  if (witness && matches(witness, text) !== 1) return `${JSON.stringify(witness)} is no witness of ${text}`;
  return counterexample && matches(counterexample, text) !== 0
    ? `${text} holds on ${JSON.stringify(counterexample)}`
    : undefined;
}

describe('an analysis', () => {
  it(`agrees with all hosts of small domains about ${PAIRS} pairs`, { timeout: PAIRS * 100 }, () => {
    const random = seeded(5);
    const tally: Tally = { yes: 0, no: 0, unknown: 0 };
    const wrong: (string | undefined)[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const subjects = subjectsOfPair(random);
      const [a, b] = [expressionOf(subjects, 2, random), expressionOf(subjects, 2, random)];
      const hosts = hostsFor(subjects);
      wrong.push(wrongAbout(a, b, hosts, tally));
      if (pair % 4 === 0) wrong.push(wrongAboutOne(a, hosts));
    }
    expect(wrong.filter((text) => text !== undefined)).toEqual([]);
    if (process.env['ANALYSIS_PAIRS'] !== undefined) console.log(JSON.stringify(tally));
    expect(tally.unknown / PAIRS).toBeLessThan(0.05);
    expect(tally.yes / PAIRS).toBeGreaterThan(0.1);
    expect(tally.no / PAIRS).toBeGreaterThan(0.3);
  });
});
