/** What requests have in common that take the same hosts in the same order. */
import type { CheckedQuery } from '../../query/check.js';
import type { ResolvedRequest } from './resolve.js';
import type { Strategy } from './strategies.js';

/**
 * A text that two requests have in common only where the same hosts can take their tasks, in the same order; undefined where
 * functions of the caller have a say, of which nothing is known.
 */
export function shapeOf(request: ResolvedRequest): string | undefined {
  if (request.strategies.some(({ kind }) => kind === 'scorer')) return undefined;
  return describe(request);
}

function describe(request: ResolvedRequest): string {
  const { demand, constraints, preferences, scope, clusterKey, dynamicPortRange, family, definition, startedBy } =
    request;
  let text = JSON.stringify([scope, clusterKey, family, definition, startedBy, dynamicPortRange]);
  for (const [name, amount] of demand.amounts) text += ` ${JSON.stringify(name)}${amount}`;
  if (demand.members.size > 0) text += ` members ${JSON.stringify([...demand.members])}`;
  if (demand.allGpus) text += ' all GPUs';
  if (demand.ports.all.length > 0) text += ` ports ${JSON.stringify(demand.ports.all)}`;
  if (demand.attributes.length > 0) text += ` attributes ${JSON.stringify(demand.attributes)}`;
  for (const { index, query } of constraints.memberOf) text += ` constraint ${index} ${numberOf(query)}`;
  if (constraints.distinctInstance) text += ' distinct';
  for (const { query, weight } of preferences) text += ` prefer ${numberOf(query)} ${weight}`;
  for (const strategy of request.strategies) text += describeStrategy(strategy);
  return text;
}

function describeStrategy({ index, kind, field, spread, typicalTasks }: Strategy): string {
  const text = ` ${index} ${kind} ${field === undefined ? '' : JSON.stringify(field)}`;
  if (spread === undefined && typicalTasks === undefined) return text;
  return (
    text + JSON.stringify([spread?.targets && [...spread.targets], spread?.maxSkew, spread?.maxPerBucket, typicalTasks])
  );
}

/** A parsed expression is kept by its text, so it stands for it; another one of the same text is another kind, which harms nothing. */
function numberOf(query: CheckedQuery): number {
  const known = numbers.get(query);
  if (known !== undefined) return known;
  numbers.set(query, ++lastNumber);
  return lastNumber;
}

const numbers = new WeakMap<CheckedQuery, number>();
let lastNumber = 0;
