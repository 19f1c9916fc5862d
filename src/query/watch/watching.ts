/** All standing queries of a cluster: told of every `apply`, they tell their watchers. */
import { StowageError } from '../../model/errors.js';
import { LIMITS } from '../../model/limits.js';
import type { InstanceSpace } from '../../store/instance-space.js';
import type { TaskSpace } from '../../store/task-space.js';
import { ChangeBuffer } from './change-buffer.js';
import { differenceOf } from './delta.js';
import { Matcher } from './matcher.js';
import { StandingQuery, type WatchedQuery, type Watcher } from './standing-query.js';
import type {
  AnswerChange,
  ChangesOptions,
  ResetReason,
  WatchEvent,
  WatchListener,
  WatchOptions,
} from './watch-event.js';
import { watchedInstances, watchedTasks } from './watched-rows.js';

interface Spaces {
  readonly revision: number;
  readonly instanceSpace: InstanceSpace;
  readonly taskSpace: TaskSpace;
}

interface Delivery {
  readonly to: Listening;
  readonly event: WatchEvent;
}

interface Listening extends Watcher {
  readonly listener: WatchListener;
  isActive: boolean;
}

export class Watching {
  readonly #spaces: Spaces;
  readonly #standing = new Map<string | symbol, StandingQuery>();
  /** Those that nobody watches, the one left first first. */
  readonly #unwatched = new Set<StandingQuery>();
  /** Those whose answer is asked again after each change, and what it was. */
  readonly #asked = new Map<StandingQuery, readonly string[]>();
  #matchers: Partial<Record<'instances' | 'tasks', Matcher>> = {};
  /** The revisions that the cluster stood at, the oldest first; a set keeps the order in which they came. */
  readonly #revisions = new Set<number>();
  #queue: Delivery[] = [];
  #isDelivering = false;

  constructor(spaces: Spaces) {
    this.#spaces = spaces;
  }

  /** Tells every watcher what the last `apply` changed. O(1) where nobody watches. Throws `listener-failed` once all were told. */
  applied(): void {
    if (this.#standing.size === 0) return;
    const { revision } = this.#spaces;
    this.#remember(revision);
    for (const matcher of Object.values(this.#matchers)) {
      for (const standing of matcher.update()) {
        const delta = standing.settle();
        if (delta !== undefined) standing.changed(delta, revision);
      }
    }
    for (const [standing, before] of this.#asked) {
      const now = standing.query.ids();
      const delta = differenceOf(before, now);
      this.#asked.set(standing, now);
      if (delta.added.length + delta.removed.length > 0) standing.changed(delta, revision);
    }
    this.#deliver();
  }

  /** @returns what ends watching. */
  watch(query: WatchedQuery, listener: WatchListener, { since }: WatchOptions): () => void {
    const start = this.#start(query, since);
    const to: Listening = {
      listener,
      isActive: true,
      tell: (event) => this.#queue.push({ to, event }),
    };
    start.standing.watchers.add(to);
    const { revision } = this.#spaces;
    if (start.whole === 'initial') this.#queue.push({ to, event: { kind: 'initial', revision, ids: query.ids() } });
    else if (start.whole !== undefined) {
      this.#queue.push({ to, event: { kind: 'reset', revision, reason: start.whole, ids: query.ids() } });
    } else for (const event of start.changes) this.#queue.push({ to, event });
    const end = (): void => {
      to.isActive = false;
      this.#leave(start.standing, to);
    };
    try {
      this.#deliver();
    } catch (error) {
      end();
      throw error;
    }
    return end;
  }

  /** The same for whoever takes what changed when it suits. */
  changes(query: WatchedQuery, { since, buffer = LIMITS.watchBuffer }: ChangesOptions): ChangeBuffer {
    if (!Number.isSafeInteger(buffer) || buffer < 1) {
      throw new RangeError(`buffer has to be a whole number from 1, not ${buffer}`);
    }
    const { standing, whole, changes } = this.#start(query, since);
    const answer = { revision: () => this.#spaces.revision, ids: query.ids };
    const watcher: ChangeBuffer = new ChangeBuffer(answer, buffer, () => this.#leave(standing, watcher));
    standing.watchers.add(watcher);
    if (whole !== undefined) watcher.startWith(whole);
    for (const change of changes) watcher.tell(change);
    return watcher;
  }

  #start(query: WatchedQuery, since: number | undefined): Start {
    if (since !== undefined && !(Number.isSafeInteger(since) && since >= 0)) {
      throw new RangeError(`since has to be a revision, a whole number from 0, not ${since}`);
    }
    const standing = this.#standingOf(query);
    this.#unwatched.delete(standing);
    if (since === undefined) return { standing, whole: 'initial', changes: [] };
    const reason = this.#reasonAgainst(since);
    const changes = standing.since(since);
    if (reason !== undefined || changes === undefined) return { standing, whole: reason ?? 'too-old', changes: [] };
    return { standing, whole: undefined, changes };
  }

  #reasonAgainst(since: number): ResetReason | undefined {
    if (since > this.#spaces.revision) return 'future';
    if (this.#revisions.has(since)) return undefined;
    const [oldest = since] = this.#revisions;
    return since < oldest ? 'too-old' : 'unknown-revision';
  }

  #standingOf(query: WatchedQuery): StandingQuery {
    const known = this.#standing.get(query.name);
    if (known !== undefined) return known;
    if (this.#standing.size >= LIMITS.standingQueries) this.#forgetUnwatched(0);
    if (this.#standing.size >= LIMITS.standingQueries) {
      const most = LIMITS.standingQueries.toLocaleString('en-US');
      throw new StowageError('watch-limit', '', `${most} queries are watched, which is the most`);
    }
    this.#remember(this.#spaces.revision);
    const standing = new StandingQuery(query, this.#spaces.revision);
    if (query.expression === undefined) this.#asked.set(standing, query.ids());
    else this.#matcherOf(query.rows).add(standing);
    this.#standing.set(query.name, standing);
    return standing;
  }

  #matcherOf(rows: 'instances' | 'tasks'): Matcher {
    const { instanceSpace, taskSpace } = this.#spaces;
    let matcher = this.#matchers[rows];
    if (matcher === undefined) {
      const watched = rows === 'tasks' ? watchedTasks(taskSpace, instanceSpace) : watchedInstances(instanceSpace);
      matcher = new Matcher(watched);
      this.#matchers = { ...this.#matchers, [rows]: matcher };
    }
    return matcher;
  }

  #remember(revision: number): void {
    this.#revisions.add(revision);
    const [oldest] = this.#revisions;
    if (this.#revisions.size > LIMITS.watchRevisions && oldest !== undefined) this.#revisions.delete(oldest);
  }

  #leave(standing: StandingQuery, watcher: Watcher): void {
    if (!standing.watchers.delete(watcher) || standing.watchers.size > 0) return;
    this.#unwatched.add(standing);
    this.#forgetUnwatched(LIMITS.unwatchedQueries);
  }

  #forgetUnwatched(most: number): void {
    for (const standing of this.#unwatched) {
      if (this.#unwatched.size <= most) return;
      this.#unwatched.delete(standing);
      this.#standing.delete(standing.query.name);
      this.#asked.delete(standing);
      const { rows } = standing.query;
      const matcher = this.#matchers[rows];
      matcher?.remove(standing);
      if (matcher?.size === 0) delete this.#matchers[rows];
    }
  }

  /** In the order in which things happened. What listeners do meanwhile comes after what waits already. */
  #deliver(): void {
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    const errors: unknown[] = [];
    for (let at = 0; at < this.#queue.length; at++) {
      const { to, event } = this.#queue[at] as Delivery;
      if (!to.isActive) continue;
      try {
        to.listener(event);
      } catch (error) {
        errors.push(error);
      }
    }
    this.#queue = [];
    this.#isDelivering = false;
    if (errors.length === 0) return;
    const others = errors.length === 1 ? '' : `, and ${errors.length - 1} more did`;
    const message = `a listener of a watched query threw (${String(errors[0])})${others}; all were told`;
    throw new StowageError('listener-failed', '', message, { cause: errors[0] });
  }
}

/** How watching begins: with the whole answer, or with changes. */
interface Start {
  readonly standing: StandingQuery;
  readonly whole: 'initial' | ResetReason | undefined;
  readonly changes: readonly AnswerChange[];
}
