/** Placement constraints: what an instance must satisfy besides having room. */
import { LIMITS } from '../../model/limits.js';
import type { Host } from '../../model/records.js';
import { holds } from '../../query/evaluate.js';
import { faultOfConstraint, faultOfCount } from './constraint-rules.js';
import { type ReadExpression, readExpressionField } from './expressions.js';
import { Fields, type Item, requestError } from './fields.js';
import { warnUnknownFields } from './known-fields.js';
import type { RequestWarning } from './warnings.js';

export interface Constraints {
  readonly memberOf: readonly MemberOf[];
  /** No task of the same group may be meant to run on the instance. */
  readonly distinctInstance: boolean;
}

/** The instance has to satisfy an expression. */
export interface MemberOf extends ReadExpression {
  /** Among all constraints, from 0, the task definition's first. */
  readonly index: number;
  readonly path: string;
  /** Whether conditions of the expression are left out, to see what that would open. */
  readonly isPartial?: true;
}

/**
 * The constraints of a task definition and of its request, as one numbered list.
 *
 * Source: the ECS API reference of PlacementConstraint, and what ECS answers to those it refuses.
 * @throws StowageError; where an expression is at fault, its `cause` is the `QueryError`
 */
export function readConstraints(
  ofDefinition: readonly Item[],
  ofRequest: readonly Item[],
  warnings: RequestWarning[],
): Constraints {
  const items = [...ofDefinition, ...ofRequest];
  const fault = faultOfCount(items.length);
  if (fault !== undefined) {
    throw requestError(fault.code, items[LIMITS.placementConstraints]?.path ?? '$', fault.message);
  }
  const memberOf: MemberOf[] = [];
  let distinctInstance = false;
  items.forEach((item, index) => {
    const read = readConstraint(item, index < ofDefinition.length, warnings);
    if (read === 'distinctInstance') distinctInstance = true;
    else memberOf.push({ index, path: item.path, ...read });
  });
  return { memberOf, distinctInstance };
}

/** Whether a host satisfies a constraint. */
export function isSatisfied({ conjuncts }: MemberOf, host: Host): boolean {
  return conjuncts.every(({ expression }) => holds(expression, host));
}

function readConstraint(
  { value, path }: Item,
  inDefinition: boolean,
  warnings: RequestWarning[],
): ReadExpression | 'distinctInstance' {
  const fault = faultOfConstraint(value, inDefinition);
  if (fault !== undefined) {
    throw requestError(fault.code, fault.field === undefined ? path : `${path}.${fault.field}`, fault.message);
  }
  const fields = new Fields(value, path, 'a placement constraint');
  warnUnknownFields(fields, 'constraint', warnings);
  const expression = fields.text('expression');
  return expression === undefined
    ? 'distinctInstance'
    : readExpressionField(expression, fields.pathOf('expression'), 'a memberOf constraint');
}
