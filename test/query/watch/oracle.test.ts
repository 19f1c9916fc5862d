/** Standing queries against asking again after every change, on random histories. A failure names its seed. */
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../../src/cluster.js';
import type { PreparedQuery } from '../../../src/query/prepared-query.js';
import type { ChangeBuffer } from '../../../src/query/watch/change-buffer.js';
import type { WatchEvent } from '../../../src/query/watch/watch-event.js';
import { episodeSeed, Random } from '../../simulation/random.js';
import { runs } from '../../support/runs.js';
import {
  describedFleet,
  NOW,
  randomFleet,
  randomHost,
  randomTask,
  type SupersetFleet,
} from '../../support/superset-fleet.js';
import { randomQuestion } from '../../support/superset-questions.js';

const SEED = Number(process.env['WATCH_SEED'] ?? 1);
const EPISODES = Number(process.env['WATCH_EPISODES'] ?? Math.max(4, runs(12).numRuns));
const QUERIES = 60;
const STEPS = 25;

interface Followed {
  readonly query: PreparedQuery;
  readonly events: WatchEvent[];
  /** What one knows who only reads events. */
  known: readonly string[];
  readonly buffer: ChangeBuffer;
  buffered: readonly string[];
  /** Every answer, by the revision at which it was read. */
  readonly answers: Map<number, readonly string[]>;
}

describe('standing queries', () => {
  it(`equal asking again: ${EPISODES} histories of ${STEPS} changes with ${QUERIES} queries each`, () => {
    let changes = 0;
    for (let episode = 0; episode < EPISODES; episode++) {
      const seed = episodeSeed(SEED, episode);
      changes += naming(`seed ${seed}`, () => follow(new Random(seed)));
    }
    expect(changes).toBeGreaterThan(EPISODES * QUERIES);
  });
});

function follow(random: Random): number {
  let fleet = randomFleet(random);
  const cluster = Cluster.from(describedFleet(fleet));
  const followed: Followed[] = [];
  let changes = 0;
  for (let step = 0; step < STEPS; step++) {
    // Some come late, so that conditions join columns that are there.
    while (followed.length < QUERIES * Math.min(1, (step + 1) / 5)) followed.push(begin(cluster, random));
    fleet = changed(random, fleet, cluster);
    for (const one of followed) changes += naming(one.query.text, () => expectTold(cluster, one, random));
  }
  return changes;
}

function begin(cluster: Cluster, random: Random): Followed {
  for (;;) {
    const query = cluster.prepare(randomQuestion(random).text, { now: NOW });
    if (query.rowKind === 'made') continue;
    const events: WatchEvent[] = [];
    query.watch((event) => events.push(event));
    const [first] = events.splice(0);
    expect(first).toEqual({ kind: 'initial', revision: cluster.revision, ids: query.ids() });
    const known = query.ids();
    const buffer = query.changes({ buffer: random.between(1, 12) });
    return { query, events, known, buffer, buffered: [], answers: new Map([[cluster.revision, known]]) };
  }
}

function expectTold(cluster: Cluster, one: Followed, random: Random): number {
  const now = one.query.ids();
  const events = one.events.splice(0);
  const added = now.filter((key) => !one.known.includes(key));
  const removed = one.known.filter((key) => !now.includes(key));
  const { revision } = cluster;
  const isChanged = added.length + removed.length > 0;
  expect(events).toEqual(isChanged ? [{ kind: 'change', revision, added, removed }] : []);
  one.known = now;
  one.answers.set(revision, now);
  if (random.chance(0.3)) {
    for (const event of one.buffer) one.buffered = after(one.buffered, event);
    expect(one.buffered).toEqual(now);
  }
  if (random.chance(0.2)) expectResumed(one, random);
  return isChanged ? 1 : 0;
}

/** Whoever goes on from an answer it has seen knows the present one. */
function expectResumed({ query, answers, known }: Followed, random: Random): void {
  const [since, answer] = random.pick([...answers]);
  let resumed = answer;
  const events: WatchEvent[] = [];
  const end = query.watch((event) => events.push(event), { since });
  for (const event of events) resumed = after(resumed, event);
  expect(resumed).toEqual(known);
  const told = new Set(events.map(({ kind }) => kind));
  expect([...told].filter((kind) => kind !== 'change')).toEqual([]);
  end();
}

function after(before: readonly string[], event: WatchEvent): readonly string[] {
  if (event.kind !== 'change') return event.ids;
  for (const key of event.removed) expect(before).toContain(key);
  for (const key of event.added) expect(before).not.toContain(key);
  return [...before.filter((key) => !event.removed.includes(key)), ...event.added].sort();
}

/** Records come, change and go, one or several in one call. */
function changed(random: Random, fleet: SupersetFleet, cluster: Cluster): SupersetFleet {
  let { hosts, tasks } = fleet;
  const sources: unknown[] = [];
  for (let left = random.chance(0.3) ? random.between(2, 6) : 1; left > 0; left--) {
    const kind = random.weighted({ host: 3, come: 3, task: 6, gone: 2, stopped: 2 });
    const arn = random.pick(hosts)?.containerInstanceArn;
    const taskArn = random.pick(tasks)?.taskArn;
    if (kind === 'host' && arn !== undefined) {
      sources.push({ containerInstances: [{ ...randomHost(random, random.below(99)), containerInstanceArn: arn }] });
    } else if (kind === 'come') {
      const host = randomHost(random, random.below(200));
      hosts = [...hosts, host];
      sources.push({ containerInstances: [host] });
    } else if (kind === 'gone' && arn !== undefined) {
      const detail = { containerInstanceArn: arn, status: 'INACTIVE' };
      sources.push({ 'detail-type': 'ECS Container Instance State Change', detail });
    } else if (kind === 'stopped' && taskArn !== undefined) {
      sources.push({ 'detail-type': 'ECS Task State Change', detail: { taskArn, lastStatus: 'STOPPED' } });
    } else {
      const task = randomTask(random, random.below(60), random.chance(0.8) ? arn : undefined);
      tasks = [...tasks, task];
      sources.push({ tasks: [task] });
    }
  }
  expect(cluster.apply(sources).rejected).toEqual([]);
  return { hosts, tasks };
}

function naming<T>(name: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
