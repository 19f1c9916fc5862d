/**
 * Every answer of placement is that of the naive oracle, on random clusters and requests.
 *
 * The number of (cluster, request) pairs is an environment variable; for a long run, of some minutes:
 *
 *     PLACEMENT_PAIRS=50000 npx vitest run test/placement/oracle test/placement/place-all --testTimeout 3600000
 */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Asked,
  agreeOnHeadroom,
  agreeOnPlace,
  agreeOnRank,
  agreeOnWhyNot,
  ask,
  type Form,
  sameBytes,
  type Words,
  withEnd,
} from './agreement.js';
import { type AbstractRequest, allRequests, hosts, largeClusters, manyTasks } from './generate.js';
import { type Event, event, happen } from './history.js';
import { type Specs, World } from './world.js';

const PAIRS = Number(process.env['PLACEMENT_PAIRS'] ?? 4_000);

const seen = new Map<string, number>();
let pairs = 0;

/** Counts a question and what it was about. */
function count(words: Words): void {
  pairs++;
  for (const word of new Set(words)) seen.set(word, (seen.get(word) ?? 0) + 1);
}

const form = fc.constantFrom<Form>('short', 'full');

/** A share of all pairs, of small crowded clusters. */
function crowded(share: number, agree: (world: World, asked: Asked) => Words): void {
  const property = fc.property(hosts, allRequests, form, (specs, abstract, written) => {
    const world = new World(specs);
    const asked = agree === agreeOnHeadroom ? withEnd(abstract) : abstract;
    count(agree(world, ask(world, asked, written)));
  });
  fc.assert(property, { numRuns: Math.ceil(PAIRS * share) });
}

/** A share of all pairs, of clusters of many hosts and requests of many tasks. */
function large(share: number, agree: (world: World, asked: Asked) => Words): void {
  const property = fc.property(largeClusters, manyTasks, (specs, abstract) => {
    const world = new World(specs);
    count(agree(world, ask(world, abstract, 'short')));
  });
  fc.assert(property, { numRuns: Math.ceil(PAIRS * share) });
}

describe('in a crowded cluster', () => {
  it('the same tasks go to the same hosts, with the same keys, ports and GPUs, and the rest stays for the same reasons', () => {
    crowded(0.4, agreeOnPlace);
  });

  it('the whole order of the hosts is the same', () => {
    crowded(0.1, agreeOnRank);
  });

  it('the same is in the way on each host', () => {
    crowded(0.08, agreeOnWhyNot);
  });

  it('there is as much room on each host', () => {
    crowded(0.08, agreeOnHeadroom);
  });
});

describe('in a large cluster', () => {
  it('the same tasks go to the same hosts', () => {
    large(0.05, agreeOnPlace);
  });

  it('the whole order of the hosts is the same', () => {
    large(0.02, agreeOnRank);
  });

  it('the same is in the way on each host', () => {
    large(0.01, agreeOnWhyNot);
  });
});

const QUESTIONS = [agreeOnPlace, agreeOnPlace, agreeOnRank, agreeOnWhyNot, agreeOnHeadroom];

/** Some events, then one of the questions about one of the requests. */
interface Step {
  readonly events: readonly Event[];
  readonly question: number;
  readonly request: number;
}

const STEPS = { minLength: 4, maxLength: 10, size: 'max' } as const;
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    events: fc.array(event, { maxLength: 3, size: 'max' }),
    question: fc.nat({ max: QUESTIONS.length - 1 }),
    request: fc.nat({ max: 2 }),
  }),
  STEPS,
);

/** Asks on one and the same store again and again, while hosts and tasks come, go and change. */
function repeated(specs: Specs, requests: readonly AbstractRequest[], history: readonly Step[]): void {
  const world = new World(specs);
  for (const { events, question, request } of history) {
    for (const one of events) happen(world, one);
    const agree = QUESTIONS[question] as typeof agreeOnPlace;
    const abstract = requests[request % requests.length] as AbstractRequest;
    const asked = ask(world, agree === agreeOnHeadroom ? withEnd(abstract) : abstract, 'short');
    count([...agree(world, asked), ...events.map(({ kind }) => kind)]);
  }
}

/** Questions in a history, on the average. */
const STEPS_EACH = 7;

describe('one question after the other, with changes of the cluster between them', () => {
  it('in a crowded cluster', () => {
    const requests = fc.array(allRequests, { minLength: 1, maxLength: 3 });
    fc.assert(fc.property(hosts, requests, steps, repeated), { numRuns: Math.ceil((PAIRS * 0.2) / STEPS_EACH) });
  });

  it('in a large cluster', () => {
    const requests = fc.array(manyTasks, { minLength: 1, maxLength: 3 });
    const property = fc.property(largeClusters, requests, steps, repeated);
    fc.assert(property, { numRuns: Math.ceil((PAIRS * 0.04) / STEPS_EACH) });
  });

  it('the same question gives the same bytes, also where the content was told in another order', () => {
    const requests = fc.array(allRequests, { minLength: 1, maxLength: 2 });
    const property = fc.property(hosts, requests, fc.array(event, { maxLength: 4 }), (specs, abstract, events) => {
      const world = new World(specs);
      for (const one of events) happen(world, one);
      sameBytes(
        world,
        abstract.map((request) => ask(world, withEnd(request), 'short')),
      );
    });
    fc.assert(property, { numRuns: Math.ceil(PAIRS * 0.03) });
  });
});

/** What the cases have to have met, each often enough to mean something. */
const WORDS = [
  ...['spread attribute:zone', 'spread instanceId', 'spread host', 'binpack cpu', 'binpack MEMORY', 'random', 'prefer'],
  ...['binpack dominant', 'binpack bestFit', 'binpack dotProduct', 'binpack fragmentation', 'typicalTasks'],
  ...['scorer crowd', 'scorer room', 'scorer broken', 'scorer fickle', 'preferences', 'no value'],
  ...['targets', 'maxSkew', 'maxPerBucket', 'spread:0', 'spread:1'],
  ...['two placed', 'partly placed', 'gang refused', 'gang placed', 'ports', 'devices', 'runner-up', 'ranked', 'room'],
  ...['status', 'agent', 'cluster', 'resource:cpu', 'resource:memory', 'resource:gpu', 'resource:licence'],
  ...['port:80/tcp', 'port:0/tcp', 'attribute:stack', 'constraint:0', 'constraint:1', 'distinctInstance'],
  ...['start', 'stop', 'change', 'add', 'remove'],
];

afterAll(() => {
  expect(pairs).toBeGreaterThanOrEqual(PAIRS * 0.95);
  for (const word of WORDS) expect([word, (seen.get(word) ?? 0) > PAIRS / 2_000]).toEqual([word, true]);
});
