/** What may stand at a place of a text. */
import type { Dialect } from '../../language/dialect.js';

export type CompletionKind = 'subject' | 'operator' | 'value' | 'word' | 'stage' | 'column';

/** A text that may stand at a place, and what it is. */
export interface Completion {
  /** What replaces the characters from `start` to `end`, quoted where it has to be. */
  readonly text: string;
  /** Offsets in UTF-16 code units. Between them lies the word at the place, all of it. */
  readonly start: number;
  readonly end: number;
  readonly kind: CompletionKind;
  /** One line for people; empty where the text says it all. */
  readonly description: string;
  /** How many rows (instances, or tasks after `from tasks`) have it; only with a cluster. */
  readonly rows?: number;
}

export interface CompleteOptions {
  /** `stowage` where nothing is said. */
  readonly dialect?: Dialect;
  /**
   * What `now` stands for, as in `prepare`. Without it conditions that say `now` do not narrow the values: their rows are then those
   * of the rest of the text.
   */
  readonly now?: number | string | Date | undefined;
}

/** A completion before it is fitted to what was typed. */
export interface Candidate {
  readonly text: string;
  readonly kind: CompletionKind;
  readonly description: string;
  readonly rows?: number | undefined;
  /** What is compared with what was typed, where it is not the text: a value without its quotes. */
  readonly meaning?: string;
  /** Another beginning by which people look for it: the name of an attribute. */
  readonly alias?: string;
  /** What stands for the rows in the order where they are not known. */
  readonly weight?: number;
  /** Those of a lower tier come first, whatever their rows. */
  readonly tier?: number;
}

export function word(text: string, description: string, tier = 0): Candidate {
  return { text, kind: 'word', description, tier };
}
