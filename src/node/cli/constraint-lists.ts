/**
 * The placement constraints in any JSON that has some: task definitions, services, RunTask requests, CloudFormation templates,
 * Terraform plans, and what wraps them.
 */
import { LIMITS, StowageError } from '../../index.js';

/** A list of placement constraints, wherever it stands. */
export interface ConstraintList {
  /** JSON path of the list. */
  readonly path: string;
  readonly value: unknown;
  /** Whether the list is part of a task definition: some constraints are for services and tasks only. */
  readonly inTaskDefinition: boolean;
  /** Constraints of the inline task definition beside it, which count towards the same limit. */
  readonly besides: number;
  readonly spelling: Spelling;
}

/** How the tools spell the fields: the ECS API, CloudFormation, Terraform. */
interface Spelling {
  readonly constraints: string;
  readonly containers: string;
  readonly taskDefinition: string;
  readonly type: string;
  readonly expression: string;
}

const SPELLINGS: readonly Spelling[] = [
  {
    constraints: 'placementConstraints',
    containers: 'containerDefinitions',
    taskDefinition: 'taskDefinition',
    type: 'type',
    expression: 'expression',
  },
  {
    constraints: 'PlacementConstraints',
    containers: 'ContainerDefinitions',
    taskDefinition: 'TaskDefinition',
    type: 'Type',
    expression: 'Expression',
  },
  {
    constraints: 'placement_constraints',
    containers: 'container_definitions',
    taskDefinition: 'task_definition',
    type: 'type',
    expression: 'expression',
  },
];

/** Values that are looked at in one document. */
const MAXIMUM_VALUES = 5_000_000;

/** A Terraform plan says everything several times: the state before, the configuration, and the one we want, what is planned. */
const TERRAFORM_REPEATS: ReadonlySet<string> = new Set([
  'prior_state',
  'configuration',
  'resource_changes',
  'resource_drift',
]);

type Fields = Readonly<Record<string, unknown>>;

/** Every list of constraints of a document, in the order in which they stand there. Throws `source-limit` past five million values. */
export function* constraintLists(document: unknown): Generator<ConstraintList> {
  const isPlan = isFields(document) && 'terraform_version' in document;
  const pending: { readonly value: unknown; readonly path: string }[] = [{ value: document, path: '$' }];
  for (let looked = 0; ; looked++) {
    const next = pending.pop();
    if (next === undefined) return;
    if (looked > MAXIMUM_VALUES) throw tooLarge();
    if (isFields(next.value)) yield* listsOf(next.value, next.path);
    const inner = children(next.value, next.path).filter(
      ({ name }) => !(isPlan && next.path === '$' && TERRAFORM_REPEATS.has(name)),
    );
    for (const child of inner.reverse()) pending.push(child);
  }
}

function* listsOf(fields: Fields, path: string): Generator<ConstraintList> {
  for (const spelling of SPELLINGS) {
    const value = fields[spelling.constraints];
    if (value === undefined || value === null) continue;
    const beside = fields[spelling.taskDefinition];
    yield {
      path: `${path}.${spelling.constraints}`,
      value,
      inTaskDefinition: spelling.containers in fields,
      besides: isFields(beside) ? lengthOf(beside[spelling.constraints]) : 0,
      spelling,
    };
  }
}

function children(value: unknown, path: string): { name: string; value: unknown; path: string }[] {
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => ({ name: '', value: item, path: `${path}[${index}]` }));
  }
  if (!isFields(value)) return [];
  return Object.entries(value).map(([name, field]) => ({ name, value: field, path: pathOf(path, name) }));
}

function pathOf(path: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

/** What is wrong with a list of constraints, or an expression that is to be checked as a text. */
export type ConstraintFinding =
  | { readonly kind: 'expression'; readonly path: string; readonly text: string }
  | { readonly kind: 'error' | 'info'; readonly path: string; readonly code: string; readonly message: string };

/** The rules of ECS around the expressions. Source: the ECS API reference of PlacementConstraint, and what ECS answers. */
export function* checkConstraintList(list: ConstraintList): Generator<ConstraintFinding> {
  if (!Array.isArray(list.value)) {
    yield error(list.path, 'request-malformed', 'placement constraints have to be a list');
    return;
  }
  const count = list.value.length + list.besides;
  if (count > LIMITS.placementConstraints) {
    const message = `there are ${count} placement constraints, those of the task definition included; the limit is ${LIMITS.placementConstraints}`;
    yield error(list.path, 'request-limit', message);
  }
  for (const [index, constraint] of list.value.entries()) {
    yield* checkConstraint(constraint, `${list.path}[${index}]`, list);
  }
}

function* checkConstraint(constraint: unknown, path: string, list: ConstraintList): Generator<ConstraintFinding> {
  const { type: typeField, expression: expressionField } = list.spelling;
  if (!isFields(constraint)) {
    yield error(path, 'request-malformed', 'a placement constraint has to be an object with a type');
    return;
  }
  const type = constraint[typeField];
  const expression = constraint[expressionField] ?? undefined;
  if (type === 'memberOf') yield checkMemberOf(expression, `${path}.${expressionField}`);
  else if (type !== 'distinctInstance') {
    yield error(`${path}.${typeField}`, 'request-malformed', 'type has to be "memberOf" or "distinctInstance"');
  } else {
    if (list.inTaskDefinition) {
      const message = 'a task definition takes no distinctInstance: put it into the service or the RunTask request';
      yield error(`${path}.${typeField}`, 'request-conflict', message);
    }
    // Terraform writes an absent expression as an empty one.
    if (expression !== undefined && !(expression === '' && typeField === 'type' && list.spelling === SPELLINGS[2])) {
      const message = 'distinctInstance takes no expression: leave it out, or use type "memberOf"';
      yield error(`${path}.${expressionField}`, 'request-conflict', message);
    }
  }
}

function checkMemberOf(expression: unknown, path: string): ConstraintFinding {
  if (typeof expression === 'string') return { kind: 'expression', path, text: expression };
  if (expression === undefined) return error(path, 'request-malformed', 'memberOf has to have an expression');
  if (isFields(expression)) {
    const message = 'the expression is put together when the template is deployed: it cannot be checked here';
    return { kind: 'info', path, code: 'not-checked', message };
  }
  return error(path, 'request-malformed', 'an expression has to be a text');
}

function error(path: string, code: string, message: string): ConstraintFinding {
  return { kind: 'error', path, code, message };
}

function tooLarge(): StowageError {
  return new StowageError('source-limit', '', `the document holds more than ${MAXIMUM_VALUES} values`);
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
