/**
 * A whole system, simulated: fleets of many sizes live through long random histories, and at any moment any question gets the
 * answer that the oracle finds. A seed tells everything about a run.
 */

import { print } from '../../src/language/printer.js';
import { LIMITS } from '../../src/model/limits.js';
import { type Action, type Asking, Episode } from './episode.js';
import { randomExpression } from './expressions.js';
import { type Habits, History } from './history.js';
import { episodeSeed, Random } from './random.js';
import { shrink } from './shrink.js';
import type { SystemName } from './system.js';
import { type Extent, vocabulary } from './vocabulary.js';

export interface SimulationOptions {
  /** Only this episode. */
  readonly episode?: number;
  /** Only fleets of this kind; in turn by their weights where not set. */
  readonly kind?: FleetKind;
}

export interface SimulationResult {
  readonly steps: number;
  readonly episodes: number;
  readonly questions: number;
  /** Questions whose answer was neither nothing nor everything. */
  readonly telling: number;
  readonly changes: number;
  readonly largestFleet: number;
}

export type FleetKind = 'handful' | 'small' | 'medium' | 'large' | 'vast';

interface Profile {
  /** Share of the episodes; a kind of none comes only where it is asked for, and then begins with all its hosts. */
  readonly weight: number;
  readonly instances: readonly [low: number, high: number];
  readonly tasks: readonly [low: number, high: number];
  /** Steps of an episode. */
  readonly steps: number;
  /** Questions that stay prepared. */
  readonly questions: number;
  readonly acts: Readonly<Record<Act, number>>;
  readonly habits: Habits;
}

type Act = 'change' | 'prepare' | 'ask' | 'compare' | 'verify' | 'restart';

const HABITS: Habits = {
  ...{ instance: 30, instanceGone: 6, task: 40, taskGone: 8, again: 8, several: 6 },
  ...{ arrivals: 0.6, departures: 0.3, crowd: 0.3, reconcile: 0.2 },
};
const ACTS = { change: 55, prepare: 8, ask: 36, compare: 0.4, verify: 0.4, restart: 0.2 };

const PROFILES: Readonly<Record<FleetKind, Profile>> = {
  handful: { weight: 3, instances: [1, 8], tasks: [0, 12], steps: 800, questions: 10, acts: ACTS, habits: HABITS },
  small: { weight: 4, instances: [20, 90], tasks: [0, 200], steps: 1_500, questions: 16, acts: ACTS, habits: HABITS },
  medium: {
    ...{ weight: 1.5, instances: [200, 700], tasks: [0, 2_000], steps: 1_500, questions: 20 },
    acts: { ...ACTS, change: 70, prepare: 1.5, ask: 28, compare: 0.1, verify: 0.1, restart: 0.05 },
    habits: { ...HABITS, departures: 0.15, crowd: 0.2, reconcile: 0.05 },
  },
  large: {
    ...{ weight: 0.5, instances: [1_500, 6_000], tasks: [0, 6_000], steps: 1_500, questions: 20 },
    acts: { ...ACTS, change: 80, prepare: 0.8, ask: 20, compare: 0.05, verify: 0.05, restart: 0.03 },
    habits: { ...HABITS, arrivals: 1, departures: 0.05, crowd: 0.1, reconcile: 0.02 },
  },
  vast: {
    ...{ weight: 0, instances: [66_000, 72_000], tasks: [0, 4_000], steps: 600, questions: 16 },
    acts: { ...ACTS, change: 60, prepare: 3, ask: 40, compare: 0.02, verify: 0.05, restart: 0 },
    habits: { ...HABITS, arrivals: 2, departures: 0, crowd: 0.3, reconcile: 0 },
  },
};

/**
 * Runs so many steps, in episodes of which each has its own seed.
 *
 * @throws Error with the seed, the episode, the step and the shortest history that still shows the difference.
 */
export function simulate(seed: number, steps: number, options: SimulationOptions = {}): SimulationResult {
  const total = { steps: 0, episodes: 0, questions: 0, telling: 0, changes: 0, largestFleet: 0 };
  for (let episode = options.episode ?? 0; total.steps < steps; episode++) {
    const result = live(seed, episode, steps - total.steps, options.kind);
    total.steps += result.steps;
    total.questions += result.questions;
    total.telling += result.telling;
    total.changes += result.changes;
    total.largestFleet = Math.max(total.largestFleet, result.largestFleet);
    total.episodes++;
    if (options.episode !== undefined) break;
  }
  return total;
}

/** One episode, of at most so many steps. */
function live(seed: number, number: number, most: number, kind: FleetKind | undefined): SimulationResult {
  const random = new Random(episodeSeed(seed, number));
  const drawn = kind ?? random.weighted(weights());
  const script = new Script(random, PROFILES[drawn], drawn === 'vast');
  const journal: Action[] = [];
  let step = 0;
  for (const action of script.actions(most)) {
    journal.push(action);
    const difference = script.episode.perform(action);
    if (difference !== undefined) {
      const where = `seed ${seed}, episode ${number} (${drawn} fleet, ${script.system}), step ${step}`;
      throw new Error(report(where, seed, number, difference, shrink(journal, script.system)));
    }
    step++;
  }
  return { steps: step, episodes: 1, ...script.tally() };
}

function weights(): Readonly<Record<FleetKind, number>> {
  const entries = Object.entries(PROFILES).map(([kind, { weight }]) => [kind, weight]);
  return Object.fromEntries(entries) as Record<FleetKind, number>;
}

function report(where: string, seed: number, episode: number, difference: string, shortest: string): string {
  const replay = `SIMULATION_SEED=${seed} SIMULATION_EPISODE=${episode} npx vitest run test/simulation`;
  return `${where}: ${difference}\n\nReplay: ${replay}\n\nThe shortest history found that goes wrong:\n${shortest}`;
}

/** What happens in an episode, drawn step by step. */
class Script {
  readonly system: SystemName;
  readonly episode: Episode;
  readonly #random: Random;
  readonly #profile: Profile;
  readonly #history: History;
  readonly #words: ReturnType<typeof vocabulary>;
  /** The last question, and whether it was the last act. */
  #asked = 0;
  #wasAsked = false;
  /** What is to come next, the last of it first. */
  readonly #planned: Action[] = [];
  #questions = 0;
  #changes = 0;
  #largestFleet = 0;

  constructor(random: Random, profile: Profile, alike: boolean) {
    const extent: Extent = {
      instances: random.between(...profile.instances),
      tasks: random.between(...profile.tasks),
      alike,
    };
    this.system = random.pick(alike ? ['store'] : ['store', 'store', 'cluster']);
    this.episode = new Episode(this.system);
    this.#random = random;
    this.#profile = profile;
    this.#words = vocabulary(random, extent);
    this.#history = new History(random, this.episode.model, this.#words, extent, profile.habits);
  }

  /** They look at the state at the time, so each has to be performed before the next is drawn. */
  *actions(most: number): Generator<Action> {
    const early = this.#random.chance(0.5) ? this.#profile.questions : 0;
    for (let question = 0; question < early; question++) yield this.#prepare(question);
    if (this.#profile.weight === 0 || this.#random.chance(0.8)) yield this.#apply(this.#history.beginning());
    for (let question = early; question < this.#profile.questions; question++) yield this.#prepare(question);
    const rest = Math.min(most, this.#profile.steps) - this.#profile.questions - 3;
    for (let step = 0; step < rest; step++) yield this.#next();
    yield { do: 'verify' };
    yield { do: 'compare' };
  }

  tally(): Omit<SimulationResult, 'steps' | 'episodes'> {
    const { telling } = this.episode;
    return { questions: this.#questions, telling, changes: this.#changes, largestFleet: this.#largestFleet };
  }

  #next(): Action {
    const planned = this.#planned.pop();
    if (planned !== undefined) return planned;
    const isAskedAgain = this.#wasAsked && this.#random.chance(0.3);
    const act = isAskedAgain ? 'ask' : this.#random.weighted(this.#profile.acts);
    this.#wasAsked = act === 'ask';
    this.#largestFleet = Math.max(this.#largestFleet, this.episode.model.instances.size);
    switch (act) {
      case 'change':
        return this.#change();
      case 'prepare':
        return this.#prepare(this.#random.below(this.#profile.questions));
      case 'ask':
        return this.#ask();
      default:
        return { do: act };
    }
  }

  /** After many at once, rows may be numbered anew as soon as an answer has to be in order: between two ways to ask. */
  #change(): Action {
    const changes = this.#history.next();
    if (changes.length > 50 && this.#random.chance(0.6)) {
      const question = this.#random.below(this.#profile.questions);
      const [first, then] = this.#random.shuffled<Asking>(['count', 'ids', 'explain', 'first']) as [Asking, Asking];
      this.#planned.push(
        { do: 'ask', question, asking: then, limit: 20 },
        { do: 'ask', question, asking: first, limit: 3 },
      );
    }
    return this.#apply(changes);
  }

  #apply(changes: Extract<Action, { do: 'apply' }>['changes']): Action {
    this.#changes += changes.length;
    return { do: 'apply', changes };
  }

  #prepare(question: number): Action {
    let expression = randomExpression(this.#random, this.#words);
    // One in a million steps draws a text longer than a query may be.
    while (print(expression).length > LIMITS.queryLength.stowage) {
      expression = randomExpression(this.#random, this.#words);
    }
    return { do: 'prepare', question, expression };
  }

  #ask(): Action {
    this.#questions++;
    const random = this.#random;
    const asking = random.weighted<Asking>({ count: 4, ids: 4, first: 3, rows: 1, explain: 1 });
    const limit = random.pick([0, 1, 2, 5, 20, 100]);
    // Often the last one once more, in another way: what was kept for one way must not spoil the next.
    if (!random.chance(0.4)) this.#asked = random.below(this.#profile.questions);
    return { do: 'ask', question: this.#asked, asking, limit };
  }
}
