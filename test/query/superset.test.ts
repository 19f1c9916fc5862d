/** The superset against its naive oracle: subjects, counts, tasks as rows and stages, on random fleets. A failure names its seed. */
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';
import { answerOf, type Line } from '../oracle/superset.js';
import { rowsOf } from '../oracle/superset-rows.js';
import { episodeSeed, Random } from '../simulation/random.js';
import { runs } from '../support/runs.js';
import {
  describedFleet,
  NOW,
  randomFleet,
  randomHost,
  randomTask,
  type SupersetFleet,
} from '../support/superset-fleet.js';
import { type Asked, randomQuestion } from '../support/superset-questions.js';

const SEED = Number(process.env['SUPERSET_SEED'] ?? 1);
const FLEETS = Number(process.env['SUPERSET_FLEETS'] ?? runs(150).numRuns);
const QUESTIONS = 30;

/** Every way to ask gives what the oracle finds. */
function expectAnswer(cluster: Cluster, fleet: SupersetFleet, asked: Asked): number {
  const query = cluster.prepare(asked.text, { now: NOW });
  const lines = answerOf(asked.question, asked.steps, rowsOf(fleet.hosts, fleet.tasks, asked.rows));
  const got = query.rows() as readonly object[];
  const areMade = asked.steps.some((step) => 'select' in step || 'aggregate' in step || 'distinct' in step);
  if (areMade) {
    expect(got.map((row) => Object.entries(row))).toEqual(lines.map(cellsOf));
    expect(() => query.ids()).toThrow();
  } else {
    const keys = lines.map(({ row }) => row?.key);
    expect(got.map((row) => (row as { readonly key: string }).key)).toEqual(keys);
    expect(query.ids()).toEqual([...keys].sort());
  }
  expect(query.count()).toBe(lines.length);
  expect(query.rows({ limit: 2 })).toEqual(got.slice(0, 2));
  return lines.length;
}

function cellsOf({ cells }: Line): readonly (readonly [string, unknown])[] {
  return [...(cells ?? [])].map(([name, { kind, value }]) => [name, asPrinted(name, kind, value)]);
}

/** Instants come as text. */
function asPrinted(name: string, kind: string, value: unknown): unknown {
  const isInstant = kind === 'number' && typeof value === 'number' && name.includes('registeredAt');
  return isInstant ? new Date(value).toISOString().replace('.000Z', 'Z') : value;
}

describe('the superset equals its oracle', () => {
  it(`on ${FLEETS} fleets with ${QUESTIONS} questions each`, () => {
    let found = 0;
    for (let episode = 0; episode < FLEETS; episode++) {
      const seed = episodeSeed(SEED, episode);
      const random = new Random(seed);
      const fleet = randomFleet(random);
      const cluster = Cluster.from(describedFleet(fleet));
      expect(cluster.rejected).toEqual([]);
      for (let at = 0; at < QUESTIONS; at++) {
        const asked = randomQuestion(random);
        found += naming(`seed ${seed}, question ${at}: ${asked.text}`, () => expectAnswer(cluster, fleet, asked));
      }
    }
    expect(found).toBeGreaterThan(FLEETS * QUESTIONS);
  });

  it('for queries prepared before records change, and asked after each change', () => {
    for (let episode = 0; episode < Math.max(3, FLEETS / 5); episode++) {
      const seed = episodeSeed(SEED + 1, episode);
      const random = new Random(seed);
      let fleet = randomFleet(random);
      const cluster = Cluster.from(describedFleet(fleet));
      const asked = Array.from({ length: 6 }, () => randomQuestion(random));
      for (let step = 0; step < 12; step++) {
        fleet = changed(random, fleet, cluster);
        for (const one of asked) {
          naming(`seed ${seed}, after change ${step}: ${one.text}`, () => expectAnswer(cluster, fleet, one));
        }
      }
    }
  });
});

/** Describes one host or task anew, in the fleet and to the cluster. */
function changed(random: Random, { hosts, tasks }: SupersetFleet, cluster: Cluster): SupersetFleet {
  if (random.chance(0.4) || tasks.length === 0) {
    const at = random.below(hosts.length);
    const host = { ...randomHost(random, at), containerInstanceArn: hosts[at]?.containerInstanceArn as string };
    cluster.apply({ containerInstances: [host] });
    return { hosts: hosts.with(at, host), tasks };
  }
  const at = random.below(tasks.length);
  const arn = random.pick(hosts).containerInstanceArn;
  const task = {
    ...randomTask(random, at, random.chance(0.8) ? arn : undefined),
    taskArn: tasks[at]?.taskArn as string,
  };
  cluster.apply({ tasks: [task] });
  return { hosts, tasks: tasks.with(at, task) };
}

function naming<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
