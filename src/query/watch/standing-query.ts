/** A query whose answer is followed from revision to revision, with its last changes. */
import { LIMITS } from '../../model/limits.js';
import type { NormalExpression } from '../normalize.js';
import { type Delta, deltaOf, type Flips } from './delta.js';
import type { AnswerChange } from './watch-event.js';

/** What is followed. */
export interface WatchedQuery {
  /** The same for queries that ask the same: one standing query. */
  readonly name: string | symbol;
  readonly rows: 'instances' | 'tasks';
  /** What has to hold of a row for itself; undefined where a row's place among others decides, and the query is asked again. */
  readonly expression: NormalExpression | undefined;
  /** The answer at the current revision, ascending. */
  readonly ids: () => readonly string[];
}

/** Takes what is told of a query. */
export interface Watcher {
  tell(change: AnswerChange): void;
}

export class StandingQuery {
  readonly query: WatchedQuery;
  readonly watchers = new Set<Watcher>();
  /** What the present look at the cluster has found so far. */
  readonly flips: Flips = new Map();
  /** The first revision after which every change is in the history. */
  #from: number;
  #history: AnswerChange[] = [];
  #historyIds = 0;

  constructor(query: WatchedQuery, revision: number) {
    this.query = query;
    this.#from = revision;
  }

  /** Ends a look: what changed, if anything. */
  settle(): Delta | undefined {
    if (this.flips.size === 0) return undefined;
    const delta = deltaOf(this.flips);
    this.flips.clear();
    return delta;
  }

  /** Keeps a change, and tells it. */
  changed(delta: Delta, revision: number): void {
    const change: AnswerChange = { kind: 'change', revision, ...delta };
    this.#history.push(change);
    this.#historyIds += sizeOf(change);
    while (this.#history.length > LIMITS.watchHistory.changes || this.#historyIds > LIMITS.watchHistory.ids) {
      const oldest = this.#history.shift() as AnswerChange;
      this.#historyIds -= sizeOf(oldest);
      this.#from = oldest.revision;
    }
    for (const watcher of this.watchers) watcher.tell(change);
  }

  /** The changes after a revision, oldest first; undefined where they are not kept any more. */
  since(revision: number): readonly AnswerChange[] | undefined {
    return revision < this.#from ? undefined : this.#history.filter((change) => change.revision > revision);
  }
}

export function sizeOf({ added, removed }: Delta): number {
  return added.length + removed.length;
}
