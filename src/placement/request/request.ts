/**
 * Any JSON → a placement request that can be answered.
 *
 * The fields are those of ECS `RunTask` and `CreateService`, so that people bring what they have, and a short form without
 * a task definition. Source: ECS API reference; what is ours is in docs/PLACEMENT.md.
 */
import { LIMITS } from '../../model/limits.js';
import { type Constraints, readConstraints } from './constraints.js';
import type { Demand } from './demand.js';
import { Fields, type Item, malformed, overLimit, quote, requestError } from './fields.js';
import { warnUnknownFields } from './known-fields.js';
import { type Preference, readPreferences, withPreferences } from './preferences.js';
import { readShortForm, SHORT_FORM_FIELDS } from './short-form.js';
import { defaultStrategies, readStrategies, type Strategy } from './strategies.js';
import { readTaskDefinition } from './task-definition.js';
import { addWarning, type RequestWarning } from './warnings.js';

export type { Preference } from './preferences.js';

export type PlacementMode = 'partial' | 'all-or-nothing';

export interface PlacementRequest {
  /** Where it stands in what was given, for messages: `$`, or `$[3]` in a list. */
  readonly path: string;
  /** What each of the tasks needs. */
  readonly demand: Demand;
  readonly count: number;
  /** `service:<name>`, `family:<family>` or the launcher's own; without one the tasks are of no other's group. */
  readonly group?: string;
  readonly family?: string;
  /** `family:revision`. */
  readonly definition?: string;
  readonly startedBy?: string;
  /** As written: a name or an ARN. */
  readonly cluster?: string;
  readonly constraints: Constraints;
  readonly preferences: readonly Preference[];
  /** At least one: the defaults where the request gives none. Where there are preferences, one of them is of kind `prefer`. */
  readonly strategies: readonly Strategy[];
  readonly mode: PlacementMode;
  /** The higher goes first where several requests are placed in one call. */
  readonly priority: number;
  readonly seed: number;
  readonly warnings: readonly RequestWarning[];
}

const DEFAULT_SEED = 0;

/**
 * The requests of one call, in the order given.
 *
 * @throws StowageError with the path of the field at fault, such as `$[3].count`. O(size of the requests).
 */
export function readRequests(value: unknown): readonly PlacementRequest[] {
  if (!Array.isArray(value)) throw malformed('$', 'placement requests have to be a list', value);
  if (value.length > LIMITS.placementRequests) {
    throw overLimit('$', 'the list of placement requests', value.length, LIMITS.placementRequests);
  }
  let tasks = 0;
  return value.map((item: unknown, index) => {
    const path = pathInList(index);
    const request = readRequest(item, path);
    tasks += request.count;
    if (tasks <= LIMITS.placementCount) return request;
    const message = `the requests up to this one ask for ${tasks} tasks; the limit is ${LIMITS.placementCount} in one call`;
    throw requestError('request-limit', `${path}.count`, message);
  });
}

/** Where a request stands in the list of a call. */
export function pathInList(index: number): string {
  return `$[${index}]`;
}

/** @throws StowageError with the path of the field at fault. O(size of the request). */
export function readRequest(value: unknown, path = '$'): PlacementRequest {
  const fields = new Fields(value, path, 'a placement request');
  const warnings: RequestWarning[] = [];
  warnUnknownFields(fields, 'request', warnings);
  warnWithoutEffect(fields, warnings);
  const definition = readDefinition(fields, warnings);
  const group = readGroup(fields, definition.family);
  const cluster = fields.name('cluster');
  const startedBy = fields.text('startedBy');
  const preferences = readPreferences(fields, warnings);
  const strategies = readStrategies(fields, warnings) ?? defaultStrategies(group);
  return {
    path,
    demand: definition.demand,
    count: readCount(fields),
    ...(group === undefined ? {} : { group }),
    ...(definition.family === undefined ? {} : { family: definition.family }),
    ...(definition.definition === undefined ? {} : { definition: definition.definition }),
    ...(startedBy === undefined ? {} : { startedBy }),
    ...(cluster === undefined ? {} : { cluster }),
    constraints: readConstraints(definition.placementConstraints, fields.list('placementConstraints'), warnings),
    preferences,
    strategies: withPreferences(strategies, preferences, fields),
    mode: fields.oneOf('mode', ['partial', 'all-or-nothing']) ?? 'partial',
    priority: readPriority(fields),
    seed: readSeed(fields) ?? DEFAULT_SEED,
    warnings,
  };
}

interface Definition {
  readonly demand: Demand;
  readonly family?: string;
  readonly definition?: string;
  readonly placementConstraints: readonly Item[];
}

function readDefinition(fields: Fields, warnings: RequestWarning[]): Definition {
  if (!fields.has('taskDefinition')) {
    const family = fields.name('family');
    const demand = readShortForm(fields, warnings);
    return { demand, ...(family === undefined ? {} : { family }), placementConstraints: [] };
  }
  const twice = SHORT_FORM_FIELDS.find((name) => fields.has(name));
  if (twice !== undefined) {
    const message = `${twice} and taskDefinition both say what a task is: give one of them`;
    throw requestError('request-conflict', fields.pathOf(twice), message);
  }
  return readTaskDefinition(fields, warnings);
}

/** `serviceName` says the group of a service; else a task is of its family's. */
function readGroup(fields: Fields, family: string | undefined): string | undefined {
  const group = fields.name('group');
  const service = fields.name('serviceName');
  if (service === undefined) return group ?? (family === undefined ? undefined : `family:${family}`);
  if (group === undefined || group === `service:${service}`) return `service:${service}`;
  const message = `serviceName ${quote(service)} is of group ${quote(`service:${service}`)}, not ${quote(group)}`;
  throw requestError('request-conflict', fields.pathOf('group'), message);
}

function readCount(fields: Fields): number {
  const count = readCountField(fields, 'count');
  const desired = readCountField(fields, 'desiredCount');
  if (count !== undefined && desired !== undefined && count !== desired) {
    const message = `desiredCount is read as count, and count is ${count}, not ${desired}`;
    throw requestError('request-conflict', fields.pathOf('desiredCount'), message);
  }
  return count ?? desired ?? 1;
}

/** A whole number of tasks up to the limit. */
export function readCountField(fields: Fields, name: string): number | undefined {
  const count = fields.integer(name, 0, Number.MAX_SAFE_INTEGER);
  if (count === undefined || count <= LIMITS.placementCount) return count;
  const message = `${name} is ${count}; the limit is ${LIMITS.placementCount} tasks in one request`;
  throw requestError('request-limit', fields.pathOf(name), message);
}

export function readSeed(fields: Fields): number | undefined {
  return fields.integer('seed', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
}

/** 0 where nothing is said. */
function readPriority(fields: Fields): number {
  const priority = fields.get('priority') ?? 0;
  if (typeof priority === 'number' && Number.isFinite(priority)) return priority + 0;
  throw malformed(fields.pathOf('priority'), 'priority has to be a number', priority);
}

interface WithoutEffect {
  readonly field: string;
  readonly matters: (value: unknown) => boolean;
  readonly message: string;
}

/** Fields of ECS that would change where tasks go, and do not here. */
const WITHOUT_EFFECT: readonly WithoutEffect[] = [
  {
    field: 'capacityProviderStrategy',
    matters: (value) => Array.isArray(value) && value.length > 0,
    message: 'capacityProviderStrategy is not considered: hosts of every capacity provider are candidates',
  },
  {
    field: 'launchType',
    matters: (value) => value === 'FARGATE',
    message: 'launchType is not considered: the task is placed on a host, not on Fargate',
  },
  {
    field: 'schedulingStrategy',
    matters: (value) => value === 'DAEMON',
    message: 'schedulingStrategy is not considered: the number of tasks is that of count',
  },
];

function warnWithoutEffect(fields: Fields, warnings: RequestWarning[]): void {
  for (const { field, matters, message } of WITHOUT_EFFECT) {
    if (!matters(fields.get(field))) continue;
    addWarning(warnings, { code: 'not-considered', path: fields.pathOf(field), message });
  }
}
