/**
 * What may stand at a place of a text that is being written: subjects, operators, values, words.
 */
import { LIMITS } from '../../model/limits.js';
import { readPresent } from '../relative-instant.js';
import { candidatesAt } from './candidates.js';
import type { CompleteOptions, Completion } from './completion.js';
import { fitted } from './fit.js';
import type { Knowledge } from './knowledge.js';
import { placeOf } from './place.js';
import { columnsMadeBefore } from './stage-candidates.js';
import { surroundingsOf } from './surroundings.js';

/** What knows the names and values of a cluster: a `Cluster`. */
export interface Completer {
  complete(text: string, offset: number, options?: CompleteOptions): readonly Completion[];
}

/**
 * What may stand at an offset of a text, the most useful first: at most 100 (`LIMITS.completions`).
 *
 * With a cluster, its attribute names and values, the most frequent first. Values are those of the rows for which everything holds
 * that the text requires besides (`attribute:stack == prod and attribute:zone == …`), with the number of these rows. The text may be
 * half written or wrong: what can be read of it counts. No text makes it throw. Ours.
 *
 * @throws StowageError `usage` where the option `now` is no instant.
 */
export function complete(
  text: string,
  offset: number,
  cluster?: Completer,
  options: CompleteOptions = {},
): readonly Completion[] {
  return cluster === undefined ? completeAt(text, offset, options) : cluster.complete(text, offset, options);
}

/** `complete` with what is known of a store. */
export function completeAt(
  text: string,
  offset: number,
  { dialect = 'stowage', now: present }: CompleteOptions,
  knowledge?: Knowledge,
): readonly Completion[] {
  const now = readPresent(present);
  const place = placeOf(text, offset);
  if (place === undefined) return [];
  const surroundings = surroundingsOf(text, place);
  const made = columnsMadeBefore(text, place);
  const candidates = candidatesAt({ place, surroundings, made, dialect, now, knowledge });
  return fitted(candidates, place).slice(0, LIMITS.completions);
}
