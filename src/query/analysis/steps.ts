/** What an analysis may still cost. A step is about as much work as looking at one condition or at one piece of an automaton. */

export interface Steps {
  left: number;
  /** What was made of patterns so far. */
  readonly patterns: Map<string, unknown>;
}

/** Ends an analysis from any depth; `OutOfSteps` is caught where the analysis began. */
export class OutOfSteps extends Error {
  override readonly name = 'OutOfSteps';
}

export function spend(steps: Steps, count: number): void {
  steps.left -= count;
  if (steps.left < 0) throw new OutOfSteps();
}

/** A value, the proof that there is none, or neither. */
export type Found<T> = { readonly found: T } | 'none' | 'unknown';
