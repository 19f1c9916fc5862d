/** The order of the hosts that can take a task: every key, part by part, and the shuffles that `random` asks for. */
import type { Host } from '../../src/model/records.js';
import { asOracleHost, bucketOf, groupTasks, tasksInBucket } from './placement-buckets.js';
import { obstacleCodes } from './placement-feasibility.js';
import { packingPart } from './placement-packing.js';
import { type OracleStrategy, type SpreadStrategy, strategiesOf, type Work } from './placement-request.js';
import { freeAmount } from './placement-resources.js';
import { holdsOn } from './query.js';

/** A part of a key as the product tells it. */
export interface OraclePart {
  readonly strategy: string;
  readonly field?: string;
  readonly value: number | null;
}

export interface OracleRanked {
  readonly host: Host;
  readonly key: readonly OraclePart[];
}

/** What a part compares by: those that come late have no value. */
interface Part {
  readonly late: 0 | 1 | 2;
  readonly value: number;
}

interface Candidate {
  readonly host: Host;
  readonly parts: Part[];
}

/**
 * The first `most` of the hosts that can take the next task, best first.
 *
 * @param draw is called once for each host of the answer where a strategy is `random`
 */
export function orderNaively(hosts: readonly Host[], work: Work, draw: () => number, most: number): OracleRanked[] {
  const strategies = strategiesOf(work.request);
  const random = strategies.findIndex(({ type }) => type === 'random');
  const deciding = random < 0 ? strategies : strategies.slice(0, random);
  const candidates: Candidate[] = [];
  for (const host of hosts) {
    if (obstacleCodes(host, hosts, work).length > 0) continue;
    candidates.push({ host, parts: strategies.map((strategy) => partOf(strategy, host, hosts, work)) });
  }
  const compare = (a: Candidate, b: Candidate): number => compareParts(a, b, deciding.length);
  candidates.sort((a, b) => compare(a, b) || (a.host.instance.key < b.host.instance.key ? -1 : 1));
  const ordered = random < 0 ? candidates : shuffleTies(candidates, compare, random, draw, most);
  return ordered.slice(0, most).map(({ host, parts }) => ({ host, key: told(strategies, parts) }));
}

function compareParts(a: Candidate, b: Candidate, deciding: number): number {
  for (let i = 0; i < deciding; i++) {
    const [left, right] = [a.parts[i] as Part, b.parts[i] as Part];
    if (left.late !== right.late) return left.late - right.late;
    if (left.late === 0 && left.value !== right.value) return left.value - right.value;
  }
  return 0;
}

/** Fisher and Yates, from the front, in each group of ties: place i goes to one of those that are left. */
function shuffleTies(
  sorted: readonly Candidate[],
  compare: (a: Candidate, b: Candidate) => number,
  random: number,
  draw: () => number,
  most: number,
): Candidate[] {
  const ordered: Candidate[] = [];
  let rest = [...sorted];
  while (rest[0] !== undefined && ordered.length < most) {
    const first = rest[0];
    const tied = rest.filter((candidate) => compare(first, candidate) === 0);
    rest = rest.filter((candidate) => compare(first, candidate) !== 0);
    for (let i = 0; i < tied.length && ordered.length < most; i++) {
      const j = i + Math.floor(draw() * (tied.length - i));
      const [here, there] = [tied[i] as Candidate, tied[j] as Candidate];
      tied[i] = there;
      tied[j] = here;
      there.parts[random] = { late: 0, value: i };
      ordered.push(there);
    }
  }
  return ordered;
}

function told(strategies: readonly OracleStrategy[], parts: readonly Part[]): OraclePart[] {
  return strategies.map((strategy, index): OraclePart => {
    const { late, value } = parts[index] as Part;
    const field = 'field' in strategy ? { field: spelled(strategy.type, strategy.field) } : {};
    return { strategy: strategy.type, ...field, value: late === 0 ? value : null };
  });
}

function spelled(type: string, field: string): string {
  if (type === 'spread') return field === 'host' ? 'instanceId' : field;
  const lower = field.toLowerCase();
  return type === 'binpack' && (lower === 'cpu' || lower === 'memory') ? lower : field;
}

function partOf(strategy: OracleStrategy, host: Host, hosts: readonly Host[], work: Work): Part {
  switch (strategy.type) {
    case 'random':
      return { late: 0, value: 0 };
    case 'binpack':
      return { late: 0, value: packingPart(strategy, host, work) };
    case 'prefer':
      return { late: 0, value: preferPart(host, work) };
    case 'scorer':
      return scorerPart(strategy.field, host, work);
    case 'spread':
      return spreadPart(strategy, host, hosts, work);
  }
}

function preferPart(host: Host, { request }: Work): number {
  let part = 0;
  for (const { expression, weight } of request.prefer) if (holdsOn(expression, asOracleHost(host))) part -= weight;
  return part;
}

function scorerPart(name: string, host: Host, { request: { scorers, need } }: Work): Part {
  const failed: Part = { late: 1, value: 0 };
  const scorer = scorers[name];
  if (scorer === undefined) throw new Error(`there is no scorer ${name}`);
  const free = { cpu: freeAmount(host, 'cpu'), memory: freeAmount(host, 'memory') };
  const scored = { key: host.instance.key, free, tasks: host.tasks };
  try {
    const [once, again] = [scorer(scored, need), scorer(scored, need)];
    return Number.isFinite(once) && once === again ? { late: 0, value: once } : failed;
  } catch {
    return failed;
  }
}

function spreadPart({ field, targets }: SpreadStrategy, host: Host, hosts: readonly Host[], work: Work): Part {
  const bucket = bucketOf(host, field);
  if (bucket === undefined) return { late: 2, value: 0 };
  const isHost = bucket === host.instance.key && !field.startsWith('attribute:');
  const tasks = isHost ? groupTasks(host, work) : tasksInBucket(bucket, field, hosts, work);
  if (targets === undefined) return { late: 0, value: tasks };
  const weight = Object.hasOwn(targets, bucket) ? targets[bucket] : undefined;
  return weight === undefined ? { late: 1, value: 0 } : { late: 0, value: (tasks + 1) / weight };
}
