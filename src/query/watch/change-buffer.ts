/** Changes of a query that wait until somebody takes them. */
import { deltaOf, type Flips, flipAll } from './delta.js';
import { sizeOf } from './standing-query.js';
import type { AnswerChange, ResetReason, WatchEvent } from './watch-event.js';

/** What a buffer is over. */
export interface BufferedAnswer {
  readonly revision: () => number;
  readonly ids: () => readonly string[];
}

/**
 * Nothing is lost silently: where more keys wait than the bound allows, all waiting changes become one net change; where that is
 * over half the bound, one `reset`, whose answer is read when it is taken. So is the initial answer, which takes no place here.
 */
export class ChangeBuffer {
  readonly #answer: BufferedAnswer;
  readonly #bound: number;
  readonly #end: () => void;
  /** Why the whole answer comes next; what changes before it is taken is in it. */
  #whole: 'initial' | ResetReason | undefined;
  #waiting: AnswerChange[] = [];
  #ids = 0;

  /** @internal Made by `PreparedQuery.changes`. */
  constructor(answer: BufferedAnswer, bound: number, end: () => void) {
    this.#answer = answer;
    this.#bound = bound;
    this.#end = end;
  }

  /** The next event; undefined where none waits. It never blocks. */
  take(): WatchEvent | undefined {
    const whole = this.#whole;
    if (whole === undefined) {
      const next = this.#waiting.shift();
      if (next !== undefined) this.#ids -= sizeOf(next);
      return next;
    }
    this.#whole = undefined;
    const revision = this.#answer.revision();
    const ids = this.#answer.ids();
    return whole === 'initial' ? { kind: 'initial', revision, ids } : { kind: 'reset', revision, reason: whole, ids };
  }

  /** Takes what waits, until nothing does. */
  *[Symbol.iterator](): Generator<WatchEvent> {
    for (let event = this.take(); event !== undefined; event = this.take()) yield event;
  }

  /** Ends watching. What waits is dropped. */
  close(): void {
    this.#end();
    this.#clear();
    this.#whole = undefined;
  }

  /** @internal */
  startWith(whole: 'initial' | ResetReason): void {
    this.#clear();
    this.#whole = whole;
  }

  /** @internal */
  tell(change: AnswerChange): void {
    if (this.#whole !== undefined) return;
    this.#waiting.push(change);
    this.#ids += sizeOf(change);
    if (this.#ids > this.#bound) this.#merge(change.revision);
  }

  #merge(revision: number): void {
    const net: Flips = new Map();
    for (const change of this.#waiting) flipAll(net, change);
    // So whoever takes nothing costs a merge for every half of the bound, not for every change.
    if (net.size > this.#bound / 2) {
      this.startWith('overrun');
      return;
    }
    this.#ids = net.size;
    this.#waiting = net.size === 0 ? [] : [{ kind: 'change', revision, ...deltaOf(net) }];
  }

  #clear(): void {
    this.#waiting = [];
    this.#ids = 0;
  }
}
