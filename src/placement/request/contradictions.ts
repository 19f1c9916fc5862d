/** Constraints that no host could ever satisfy together, found without looking at any host. */
import { LIMITS } from '../../model/limits.js';
import { type Contradict, contradict, contradictoryPair } from '../../query/lint/contradiction.js';
import type { Conjunct } from './conjuncts.js';
import type { Constraints } from './constraints.js';
import { RecentTexts } from './expressions.js';
import { quote } from './fields.js';
import type { PlacementRequest } from './request.js';
import { addWarning, type RequestWarning } from './warnings.js';

/** The request's warnings, a list of its own, with one more where its constraints contradict each other. */
export function withContradictions({ constraints, warnings }: PlacementRequest): RequestWarning[] {
  const all = [...warnings];
  const found = constraints.memberOf.length === 0 ? undefined : contradictionIn(constraints);
  if (found !== undefined) {
    const path = constraints.memberOf.find(({ index }) => index === found.index)?.path ?? '$';
    addWarning(all, { code: 'contradiction', path, message: found.message });
  }
  return all;
}

/** One condition of a constraint. */
export interface Term extends Conjunct {
  /** The constraint's number. */
  readonly index: number;
}

export interface Contradiction {
  /** The constraint at which it shows; absent where there is none. */
  readonly index?: number;
  /** The condition at which it shows, where it is one against another. */
  readonly term?: Term;
  readonly message: string;
}

const kept = new RecentTexts<{ readonly contradiction: Contradiction | undefined }>(LIMITS.keptExpressions);

/** Requests come again and again: the same constraints are looked at once. */
function contradictionIn({ memberOf }: Constraints): Contradiction | undefined {
  const key = memberOf.map(({ index, query }) => `${index}\n${query.text}`).join('\n');
  const known = kept.get(key);
  if (known !== undefined) return known.contradiction;
  const terms = memberOf.flatMap(({ index, conjuncts }) => conjuncts.map((conjunct): Term => ({ ...conjunct, index })));
  const contradiction = contradictionAmong(terms);
  kept.set(key, { contradiction });
  return contradiction;
}

/** Why no host can meet all conditions, with two of them where two are enough; undefined where nothing says so. */
export function contradictionAmong(terms: readonly Term[], test: Contradict = contradict): Contradiction | undefined {
  if (!test(terms.map(({ expression }) => expression))) return undefined;
  const pair = contradictoryPair(terms, test);
  if (pair === undefined) {
    const index = terms.at(-1)?.index;
    const message = 'no instance can ever satisfy all constraints together: they contradict each other';
    return { message, ...(index === undefined ? {} : { index }) };
  }
  const [a, b] = pair;
  if (a === b) return { index: a.index, term: a, message: `no instance can ever satisfy ${told(a)}` };
  return { index: b.index, term: b, message: `no instance can ever satisfy both ${told(a)} and ${told(b)}` };
}

function told({ index, text }: Term): string {
  return `${quote(text)} of constraint ${index}`;
}
