/**
 * What Amazon ECS asks of a placement constraint, whatever its expression says.
 *
 * Source: the ECS API reference of PlacementConstraint, and what ECS answers to those it refuses.
 */
import type { StowageErrorCode } from '../../model/errors.js';
import { LIMITS } from '../../model/limits.js';
import { quote } from './fields.js';

/** Why a constraint, or a list of them, is refused. */
export interface ConstraintFault {
  readonly code: Extract<StowageErrorCode, 'request-malformed' | 'request-limit' | 'request-conflict'>;
  /** The field at fault; absent where it is the whole. */
  readonly field?: 'type' | 'expression';
  readonly message: string;
}

const TYPES: ReadonlySet<unknown> = new Set(['memberOf', 'distinctInstance']);

/** The first fault of one constraint; undefined where there is none. A `null` is read as absent. */
export function faultOfConstraint(value: unknown, inDefinition: boolean): ConstraintFault | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { code: 'request-malformed', message: `a placement constraint has to be an object, not ${quote(value)}` };
  }
  const { type = undefined, expression = undefined } = value as Readonly<Record<string, unknown>>;
  if (!TYPES.has(type)) return malformedField('type', 'type has to be "memberOf" or "distinctInstance"', type);
  return type === 'memberOf' ? faultOfMemberOf(expression) : faultOfDistinctInstance(expression, inDefinition);
}

function faultOfMemberOf(expression: unknown): ConstraintFault | undefined {
  if (typeof expression === 'string') return undefined;
  const isAbsent = expression === undefined || expression === null;
  const rule = isAbsent ? 'a memberOf constraint has to have an expression' : 'expression has to be text';
  return malformedField('expression', rule, expression);
}

function faultOfDistinctInstance(expression: unknown, inDefinition: boolean): ConstraintFault | undefined {
  if (inDefinition) {
    const message = 'constraint type "distinctInstance" is not supported in a task definition: put it into the request';
    return { code: 'request-conflict', field: 'type', message };
  }
  if (expression === undefined || expression === null) return undefined;
  const message = 'a distinctInstance constraint takes no expression: leave it out, or use type "memberOf"';
  return { code: 'request-conflict', field: 'expression', message };
}

function malformedField(field: 'type' | 'expression', rule: string, value: unknown): ConstraintFault {
  const found = value === undefined || value === null ? ', and is missing' : `, not ${quote(value)}`;
  return { code: 'request-malformed', field, message: rule + found };
}

/** The fault of so many constraints, those of the task definition and of the request together. */
export function faultOfCount(count: number): ConstraintFault | undefined {
  const limit = LIMITS.placementConstraints;
  if (count <= limit) return undefined;
  const what = 'placementConstraints of task definition and request together';
  return { code: 'request-limit', message: `${what} has ${count} entries; the limit is ${limit}` };
}
