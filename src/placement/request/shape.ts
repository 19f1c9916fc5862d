/** What requests have in common that take the same hosts in the same order. */
import type { ResolvedRequest } from './resolve.js';

const shapes = new WeakMap<ResolvedRequest, string>();

/**
 * A text that is the same for two requests if and only if the same hosts can take their tasks, in the same order; undefined where
 * functions of the caller have a say, of which nothing is known.
 */
export function shapeOf(request: ResolvedRequest): string | undefined {
  if (request.strategies.some(({ kind }) => kind === 'scorer')) return undefined;
  const known = shapes.get(request);
  if (known !== undefined) return known;
  const shape = describe(request);
  shapes.set(request, shape);
  return shape;
}

function describe(request: ResolvedRequest): string {
  const { demand, constraints, strategies, preferences, scope, clusterKey, dynamicPortRange } = request;
  const { family, definition, startedBy } = request;
  return JSON.stringify([
    [...demand.amounts],
    [...demand.members],
    demand.allGpus,
    demand.ports.all,
    demand.attributes,
    constraints.memberOf.map(({ index, query }) => [index, query.text]),
    constraints.distinctInstance,
    strategies.map(({ index, kind, field, spread, typicalTasks }) => {
      const targets = spread?.targets && [...spread.targets];
      return [index, kind, field, targets, spread?.maxSkew, spread?.maxPerBucket, typicalTasks];
    }),
    preferences.map(({ query, weight }) => [query.text, weight]),
    [scope, clusterKey, dynamicPortRange, family, definition, startedBy],
  ]);
}
