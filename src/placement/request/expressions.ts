/**
 * Expressions of constraints and preferences, parsed once: a scheduler asks with the same few texts again and again.
 *
 * What a text means depends on nothing else, so what is kept can be told from what is parsed anew by the time only.
 */
import { LIMITS } from '../../model/limits.js';
import { type CheckedQuery, checkOrThrow } from '../../query/check.js';
import type { CheckedPredicate } from '../../query/checked.js';
import { type Conjunct, conjunctsOf } from './conjuncts.js';
import { malformed, requestError } from './fields.js';
import { taskPredicatesOf } from './task-predicates.js';

/** An expression with what placing wants to know of it. */
export interface ReadExpression {
  readonly query: CheckedQuery;
  /** The conditions of the expression, all of which have to hold. */
  readonly conjuncts: readonly Conjunct[];
  /** Those of its predicates that placing a task may change; undefined where it does not look at tasks. */
  readonly taskPredicates: readonly CheckedPredicate[] | undefined;
}

/**
 * The expression that a field of a request gives, which `what` has to have.
 *
 * @throws StowageError `request-malformed`; its `cause` is the `QueryError`
 */
export function readExpressionField(text: string | undefined, path: string, what: string): ReadExpression {
  if (text === undefined) throw malformed(path, `${what} has to have an expression`, text);
  try {
    return readExpression(text);
  } catch (error) {
    const message = `the expression is not valid: ${error instanceof Error ? error.message : String(error)}`;
    throw requestError('request-malformed', path, message, { cause: error });
  }
}

/** @throws QueryError where the text has errors. O(1) where the text was read lately, else O(length). */
export function readExpression(text: string): ReadExpression {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const query = checkOrThrow(text, { conditionOnly: true });
  const read = { query, conjuncts: conjunctsOf(query), taskPredicates: taskPredicatesOf(query.expression) };
  kept.set(text, read);
  return read;
}

/** A map of texts that holds so many entries and characters at most, and forgets what was longest not asked for. */
export class RecentTexts<V> {
  readonly #limit: { readonly entries: number; readonly characters: number };
  /** In the order of asking, the longest ago first. */
  readonly #entries = new Map<string, V>();
  #last: string | undefined;
  #characters = 0;

  constructor(limit: { readonly entries: number; readonly characters: number }) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(text: string): V | undefined {
    const value = this.#entries.get(text);
    // The one asked for last is last already: a hot loop over one request changes nothing.
    if (value !== undefined && text !== this.#last) {
      this.#entries.delete(text);
      this.#entries.set(text, value);
      this.#last = text;
    }
    return value;
  }

  /** Adds a text that is not there; one that would have no room among the others is not kept at all. */
  set(text: string, value: V): void {
    if (text.length > this.#limit.characters) return;
    this.#entries.set(text, value);
    this.#last = text;
    this.#characters += text.length;
    for (const [oldest] of this.#entries) {
      if (this.#entries.size <= this.#limit.entries && this.#characters <= this.#limit.characters) return;
      this.#entries.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}

const kept = new RecentTexts<ReadExpression>(LIMITS.keptExpressions);
