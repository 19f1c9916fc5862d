/**
 * The placement constraints in any document that has some: task definitions, services, RunTask requests, CloudFormation templates,
 * Terraform plans, and what wraps them.
 */
import { StowageError } from '../../../index.js';
import { SOURCE_LIMITS } from '../../limits.js';
import { functionOf, joined, type TemplateFunction } from './functions.js';
import type { Path } from './path.js';
import {
  type Fields,
  isFields,
  isUnknownAfterApply,
  type Resource,
  resourceAt,
  SPELLINGS,
  type Spelling,
} from './spellings.js';

/** A list of placement constraints, wherever it stands. */
export interface ConstraintList {
  readonly path: Path;
  /** Whether the list is part of a task definition: some constraints are for services and tasks only. */
  readonly inTaskDefinition: boolean;
  readonly constraints: readonly FoundConstraint[];
  /** Those of the task definition that stands in the same document, which count towards the same limit. */
  readonly ofDefinition: readonly FoundConstraint[];
  /** The group of the tasks, where the document says it. */
  readonly group?: string;
  /** How the resource that it belongs to is called: a logical id, a Terraform address. */
  readonly resource?: string;
  /** Why the list itself is not what it has to be. */
  readonly fault?: 'no list' | 'not known';
}

export interface FoundConstraint {
  readonly path: Path;
  /** In the words of the ECS API; undefined where it is not known before the deployment. */
  readonly value: unknown;
  /** Where its fields stand. */
  readonly typePath: Path;
  readonly expressionPath: Path;
  /** Texts to check, each with its place: the expression, or what a condition chooses from. */
  readonly expressions: readonly { readonly path: Path; readonly text: string }[];
  /** Places of what is put together when the template is deployed. */
  readonly unknown: readonly Path[];
  /** Whether a condition decides if it is there at all: it stands for itself only. */
  readonly isConditional: boolean;
}

/** Lists and objects that are looked at in one document. */
const MAXIMUM_VALUES = 5_000_000;

/** A Terraform plan says everything several times; the one we want is what is planned. */
const TERRAFORM_REPEATS: ReadonlySet<string | number | undefined> = new Set([
  'prior_state',
  'configuration',
  'resource_changes',
  'resource_drift',
  'variables',
  'output_changes',
]);

interface Visit {
  readonly value: unknown;
  readonly path: Path;
  readonly resource: Resource;
}

/** Every list of constraints of a document, in the order in which they stand there. Throws `source-limit` past five million lists and objects. */
export function* constraintLists(document: unknown): Generator<ConstraintList> {
  const isPlan = isFields(document) && 'terraform_version' in document;
  const pending: Visit[] = [{ value: document, path: [], resource: {} }];
  for (let looked = 0; ; ) {
    const next = pending.pop();
    if (next === undefined) return;
    const { value, path } = next;
    if (typeof value !== 'object' || value === null) continue;
    const resource = resourceAt(next.value, path, next.resource);
    if (isFields(value)) yield* listsOf(value, { ...next, resource }, document);
    const inner: Visit[] = [];
    for (const [name, child] of entriesOf(value)) {
      if (typeof child !== 'object' || child === null) continue;
      if (path.length + 1 >= SOURCE_LIMITS.checkedDepth) continue;
      if (isPlan && path.length === 0 && TERRAFORM_REPEATS.has(name)) continue;
      if (++looked > MAXIMUM_VALUES) throw tooLarge();
      inner.push({ value: child, path: [...path, name], resource });
    }
    for (let at = inner.length - 1; at >= 0; at--) pending.push(inner[at] as Visit);
  }
}

function* entriesOf(value: object): Iterable<readonly [string | number, unknown]> {
  if (Array.isArray(value)) yield* value.entries();
  else yield* Object.entries(value);
}

function* listsOf(fields: Fields, { path, resource }: Visit, document: unknown): Generator<ConstraintList> {
  for (const spelling of SPELLINGS) {
    const isUnknown = isUnknownAfterApply(document, resource, [spelling.constraints]);
    const value = fields[spelling.constraints] ?? undefined;
    const isHere = value !== undefined || (isUnknown && path.at(-1) === 'values');
    if (!isHere) continue;
    const place = [...path, spelling.constraints];
    const context: Context = { spelling, document, resource };
    const group = spelling.groupOf(fields, resource);
    const about = {
      inTaskDefinition: spelling.containers in fields || (resource.type ?? '') === spelling.definitionType,
      ofDefinition: definitionBeside(fields, path, context),
      ...(group === undefined ? {} : { group }),
      ...(resource.name === undefined ? {} : { resource: resource.name }),
    };
    if (value === undefined) yield { ...about, path: place, constraints: [], fault: 'not known' };
    else for (const list of alternatives(value, place, context)) yield { ...about, ...list };
  }
}

interface Context {
  readonly spelling: Spelling;
  readonly document: unknown;
  readonly resource: Resource;
}

type List = Pick<ConstraintList, 'path' | 'constraints' | 'fault'>;

/** A list, or those that a condition chooses from. */
function* alternatives(value: unknown, path: Path, context: Context): Generator<List> {
  const called = functionOf(value);
  if (called?.name === 'Fn::If') {
    for (const [at, branch] of branchesOf(called)) yield* alternatives(branch, [...path, called.name, at], context);
  } else if (called !== undefined) {
    if (!called.isNothing) yield { path, constraints: [], fault: 'not known' };
  } else if (!Array.isArray(value)) yield { path, constraints: [], fault: 'no list' };
  else yield { path, constraints: constraintsIn(value, path, context) };
}

function constraintsIn(list: readonly unknown[], path: Path, context: Context): readonly FoundConstraint[] {
  return list.flatMap((item, index) => [...constraintAt(item, [...path, index], context, false)]);
}

function* constraintAt(
  value: unknown,
  path: Path,
  context: Context,
  isConditional: boolean,
): Generator<FoundConstraint> {
  const called = functionOf(value);
  if (called?.name === 'Fn::If') {
    for (const [at, branch] of branchesOf(called))
      yield* constraintAt(branch, [...path, called.name, at], context, true);
  } else if (called !== undefined) {
    const nothing = { value: undefined, typePath: path, expressionPath: path, expressions: [], isConditional };
    if (!called.isNothing) yield { ...nothing, path, unknown: [path] };
  } else yield readConstraint(value, path, context, isConditional);
}

function readConstraint(value: unknown, path: Path, context: Context, isConditional: boolean): FoundConstraint {
  const { spelling } = context;
  const typeField = fieldOf(value, spelling.type);
  const expressionField = fieldOf(value, spelling.expression);
  const typePath = [...path, typeField];
  const expressionPath = [...path, expressionField];
  const about = { path, typePath, expressionPath, isConditional };
  if (!isFields(value)) return { ...about, value, expressions: [], unknown: [] };
  const type = textsOf(value[typeField], typePath, context);
  const expression = textsOf(value[expressionField], expressionPath, context);
  const unknown = [...type.unknown, ...expression.unknown];
  const isMemberOf = type.value === 'memberOf' || type.unknown.length > 0;
  const isKnown = unknown.length === 0 && !expression.isChosen && !type.isChosen;
  // Terraform writes an absent expression as an empty one.
  const isEmpty = spelling.writesEmpty && expression.value === '' && type.value !== 'memberOf';
  return {
    ...about,
    value: isKnown ? { type: type.value, expression: isEmpty ? undefined : expression.value } : undefined,
    expressions: isMemberOf ? expression.texts : [],
    unknown,
  };
}

/** The field in the casing of the list, or else in that of another. */
function fieldOf(value: unknown, name: string): string {
  if (!isFields(value) || name in value) return name;
  return Object.keys(value).find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
}

interface Texts {
  readonly value: unknown;
  readonly texts: readonly { readonly path: Path; readonly text: string }[];
  readonly unknown: readonly Path[];
  /** Whether a condition chooses one of the texts. */
  readonly isChosen: boolean;
}

/** What a field may be once the template is deployed. */
function textsOf(value: unknown, path: Path, context: Context): Texts {
  if (value === undefined && isUnknownAfterApply(context.document, context.resource, afterValues(path))) {
    return { value, texts: [], unknown: [path], isChosen: false };
  }
  const called = functionOf(value);
  const text = called === undefined ? value : joined(called);
  if (typeof text === 'string') return { value: text, texts: [{ path, text }], unknown: [], isChosen: false };
  if (called === undefined) return { value, texts: [], unknown: [], isChosen: false };
  if (called.isNothing) return { value: undefined, texts: [], unknown: [], isChosen: false };
  if (called.name !== 'Fn::If') return { value, texts: [], unknown: [path], isChosen: false };
  const branches = branchesOf(called).map(([at, branch]) => textsOf(branch, [...path, called.name, at], context));
  return {
    value: undefined,
    texts: branches.flatMap(({ texts }) => texts),
    unknown: branches.flatMap(({ unknown }) => unknown),
    isChosen: true,
  };
}

/** The path within a Terraform resource's values. */
function afterValues(path: Path): Path {
  return path.slice(path.lastIndexOf('values') + 1);
}

/** What a condition chooses from, each with its place among the arguments. */
function branchesOf({ argument }: TemplateFunction): readonly (readonly [number, unknown])[] {
  return Array.isArray(argument) ? [...argument.entries()].slice(1, 3) : [];
}

/** The constraints of the task definition that the service names in the same document, or has within. */
function definitionBeside(fields: Fields, path: Path, context: Context): readonly FoundConstraint[] {
  const { spelling, document } = context;
  const beside = fields[spelling.taskDefinition];
  const called = functionOf(beside);
  let place: Path = [...path, spelling.taskDefinition];
  let definition = beside;
  if (called?.name === 'Ref' && typeof called.argument === 'string' && isFields(document)) {
    const resources = document['Resources'];
    const named =
      isFields(resources) && Object.hasOwn(resources, called.argument) ? resources[called.argument] : undefined;
    place = ['Resources', called.argument, 'Properties'];
    definition = isFields(named) ? named['Properties'] : undefined;
  }
  const list = isFields(definition) ? definition[spelling.constraints] : undefined;
  return Array.isArray(list) ? constraintsIn(list, [...place, spelling.constraints], context) : [];
}

function tooLarge(): StowageError {
  return new StowageError('source-limit', '', `the document holds more than ${MAXIMUM_VALUES} lists and objects`);
}
