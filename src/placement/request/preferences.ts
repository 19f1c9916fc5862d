/** Preferences: constraints that a host may break, each with what that is worth. Ours; see docs/PLACEMENT.md. */
import { LIMITS } from '../../model/limits.js';
import { type ReadExpression, readExpressionField } from './expressions.js';
import { Fields, type Item, malformed, overLimit, requestError } from './fields.js';
import { warnUnknownFields } from './known-fields.js';
import { PREFERENCES, type Strategy } from './strategies.js';
import type { RequestWarning } from './warnings.js';

export interface Preference extends ReadExpression {
  readonly path: string;
  /** From -100 to 100; below 0 for what a host had better not have. */
  readonly weight: number;
}

const GREATEST_WEIGHT = 100;

/** @throws StowageError; where an expression is at fault, its `cause` is the `QueryError` */
export function readPreferences(request: Fields, warnings: RequestWarning[]): readonly Preference[] {
  const items = request.list('prefer');
  if (items.length > LIMITS.placementPreferences) {
    throw overLimit(request.pathOf('prefer'), 'prefer', items.length, LIMITS.placementPreferences);
  }
  return items.map((item) => readPreference(item, warnings));
}

function readPreference({ value, path }: Item, warnings: RequestWarning[]): Preference {
  const fields = new Fields(value, path, 'a preference');
  warnUnknownFields(fields, 'preference', warnings);
  const text = fields.text('expression');
  const read = readExpressionField(text, fields.pathOf('expression'), 'a preference');
  return { path, ...read, weight: readWeight(fields) };
}

function readWeight(fields: Fields): number {
  const weight = fields.get('weight');
  if (typeof weight === 'number' && Math.abs(weight) <= GREATEST_WEIGHT) return weight + 0;
  const rule = `weight has to be a number from -${GREATEST_WEIGHT} to ${GREATEST_WEIGHT}`;
  throw malformed(fields.pathOf('weight'), rule, weight);
}

/**
 * The strategies with the preferences among them: where the list has them, else before all others.
 *
 * @throws StowageError `request-conflict` where the list places preferences that there are none of, or places them twice
 */
export function withPreferences(
  strategies: readonly Strategy[],
  preferences: readonly Preference[],
  request: Fields,
): readonly Strategy[] {
  const placed = strategies.filter(({ kind }) => kind === 'prefer');
  const [first, second] = placed;
  if (second !== undefined) throw conflict(second, request, 'prefer stands in placementStrategy twice: leave one out');
  if (first === undefined) return preferences.length === 0 ? strategies : [PREFERENCES, ...strategies];
  if (preferences.length > 0) return strategies;
  throw conflict(first, request, 'strategy "prefer" has nothing to go by: say in prefer what is preferred');
}

function conflict({ index }: Strategy, request: Fields, message: string): Error {
  return requestError('request-conflict', `${request.pathOf('placementStrategy')}[${index}]`, message);
}
