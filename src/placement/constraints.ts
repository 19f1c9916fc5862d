/** Placement constraints: what an instance must satisfy besides having room. */
import { LIMITS } from '../model/limits.js';
import type { Host } from '../model/records.js';
import { type CheckedQuery, checkOrThrow } from '../query/check.js';
import { holds } from '../query/evaluate.js';
import { type Conjunct, conjunctsOf } from './conjuncts.js';
import { Fields, type Item, malformed, overLimit, requestError } from './fields.js';
import { warnUnknownFields } from './known-fields.js';
import { turningPointsOf } from './turning-points.js';
import type { RequestWarning } from './warnings.js';

export interface Constraints {
  readonly memberOf: readonly MemberOf[];
  /** No task of the same group may be meant to run on the instance. */
  readonly distinctInstance: boolean;
}

/** The instance has to satisfy an expression. */
export interface MemberOf {
  /** Among all constraints, from 0, the task definition's first. */
  readonly index: number;
  readonly path: string;
  readonly query: CheckedQuery;
  /** The conditions of the expression, all of which have to hold. */
  readonly conjuncts: readonly Conjunct[];
  /** Numbers of running tasks at which the expression may change its mind; undefined where it does not look at tasks. */
  readonly turningPoints: readonly number[] | undefined;
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
  if (items.length > LIMITS.placementConstraints) {
    const what = 'placementConstraints of task definition and request together';
    const last = items[LIMITS.placementConstraints];
    throw overLimit(last?.path ?? '$', what, items.length, LIMITS.placementConstraints);
  }
  const memberOf: MemberOf[] = [];
  let distinctInstance = false;
  items.forEach((item, index) => {
    const query = readConstraint(item, index < ofDefinition.length, warnings);
    if (query === 'distinctInstance') distinctInstance = true;
    else memberOf.push(memberOfConstraint(index, item.path, query));
  });
  return { memberOf, distinctInstance };
}

function memberOfConstraint(index: number, path: string, query: CheckedQuery): MemberOf {
  return { index, path, query, conjuncts: conjunctsOf(query), turningPoints: turningPointsOf(query.expression) };
}

/** Whether a host satisfies a constraint. */
export function isSatisfied({ conjuncts }: MemberOf, host: Host): boolean {
  return conjuncts.every(({ expression }) => holds(expression, host));
}

function readConstraint(
  { value, path }: Item,
  inDefinition: boolean,
  warnings: RequestWarning[],
): CheckedQuery | 'distinctInstance' {
  const fields = new Fields(value, path, 'a placement constraint');
  warnUnknownFields(fields, 'constraint', warnings);
  const type = fields.oneOf('type', ['memberOf', 'distinctInstance']);
  if (type === undefined)
    throw malformed(fields.pathOf('type'), 'type has to be "memberOf" or "distinctInstance"', type);
  if (type === 'memberOf') return readExpression(fields);
  if (inDefinition) {
    const message = 'constraint type "distinctInstance" is not supported in a task definition: put it into the request';
    throw requestError('request-conflict', fields.pathOf('type'), message);
  }
  if (fields.has('expression')) {
    const message = 'a distinctInstance constraint takes no expression: leave it out, or use type "memberOf"';
    throw requestError('request-conflict', fields.pathOf('expression'), message);
  }
  return type;
}

function readExpression(fields: Fields): CheckedQuery {
  const text = fields.text('expression');
  const path = fields.pathOf('expression');
  if (text === undefined) throw malformed(path, 'a memberOf constraint has to have an expression', text);
  try {
    return checkOrThrow(text);
  } catch (error) {
    const message = `the expression is not valid: ${error instanceof Error ? error.message : String(error)}`;
    throw requestError('request-malformed', path, message, { cause: error });
  }
}
