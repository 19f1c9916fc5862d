import { LIMITS } from '../model/limits.js';
import type { DerivedIndex } from './derived-index.js';

/** Indexes that were made when asked for, by name: at most `LIMITS.keptIndexes`, of which what was longest not asked for goes first. */
export class KeptIndexes {
  /** The one asked for last comes last. */
  readonly #kept = new Map<string, DerivedIndex<unknown>>();

  get size(): number {
    return this.#kept.size;
  }

  /**
   * The index of that name as things are now. One that was forgotten stays good for whoever still has it, until the next change.
   *
   * @param make tells how it is made where it is not there; what a name stands for is always made in the same way.
   */
  get<I>(name: string, make: () => DerivedIndex<I>): I {
    const derived = (this.#kept.get(name) as DerivedIndex<I> | undefined) ?? make();
    this.#kept.delete(name);
    this.#kept.set(name, derived);
    if (this.#kept.size > LIMITS.keptIndexes) this.#forgetOldest();
    return derived.get();
  }

  #forgetOldest(): void {
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }
}
