/** What a strategy may say besides its field. Which kind takes what is a column of the table of strategies. */
import { LIMITS } from '../../model/limits.js';
import { Fields, malformed, overLimit, quote, requestError } from './fields.js';
import { warnUnknownFields } from './known-fields.js';
import { readCpu } from './task-definition.js';
import type { RequestWarning } from './warnings.js';

/** What makes a spread uneven on purpose, or binding. */
export interface SpreadOptions {
  /** Value of the attribute → its share, above 0: 80 and 20 are as 4 and 1. */
  readonly targets?: ReadonlyMap<string, number>;
  /** So many tasks a bucket may have more than the one with the fewest, at least 1. */
  readonly maxSkew?: number;
  /** So many tasks of the group a bucket may have, at least 1. */
  readonly maxPerBucket?: number;
}

/** Tasks as they usually come, which GPUs should stay fit for. */
export interface TypicalTask {
  /** CPU units. */
  readonly cpu: number;
  /** Whole devices. */
  readonly gpu: number;
  /** How often it comes, compared with the others; at least 1. */
  readonly count: number;
}

/** What a strategy can say besides type and field. */
export interface StrategyOptions {
  readonly spread?: SpreadOptions;
  readonly typicalTasks?: readonly TypicalTask[];
}

/** The fields of a strategy that are options. */
export const STRATEGY_OPTIONS = ['targets', 'maxSkew', 'maxPerBucket', 'typicalTasks'] as const;
export type StrategyOption = (typeof STRATEGY_OPTIONS)[number];

/**
 * The options of a strategy whose kind takes all that are given.
 *
 * @throws StowageError where one is of the wrong kind, out of range or over its limit
 */
export function readStrategyOptions(fields: Fields, warnings: RequestWarning[]): StrategyOptions {
  const spread = readSpreadOptions(fields);
  const typicalTasks = readTypicalTasks(fields, warnings);
  return { ...(spread && { spread }), ...(typicalTasks && { typicalTasks }) };
}

function readSpreadOptions(fields: Fields): SpreadOptions | undefined {
  const targets = readTargets(fields.object('targets'));
  const maxSkew = fields.integer('maxSkew', 1, Number.MAX_SAFE_INTEGER);
  const maxPerBucket = fields.integer('maxPerBucket', 1, Number.MAX_SAFE_INTEGER);
  if (targets === undefined && maxSkew === undefined && maxPerBucket === undefined) return undefined;
  return {
    ...(targets && { targets }),
    ...(maxSkew !== undefined && { maxSkew }),
    ...(maxPerBucket !== undefined && { maxPerBucket }),
  };
}

/** A millionth, the precision of every amount, up to what a double counts exactly: (tasks + 1) / weight stays a finite number. */
const LEAST_TARGET = 1e-6;
const GREATEST_TARGET = Number.MAX_SAFE_INTEGER;

function readTargets(fields: Fields | undefined): ReadonlyMap<string, number> | undefined {
  if (fields === undefined) return undefined;
  const values = fields.names();
  if (values.length > LIMITS.placementListItems) {
    throw overLimit(fields.path, 'targets', values.length, LIMITS.placementListItems);
  }
  const targets = new Map<string, number>();
  for (const value of values) {
    const weight = fields.get(value);
    if (weight === undefined) continue;
    if (typeof weight === 'number' && weight >= LEAST_TARGET && weight <= GREATEST_TARGET) targets.set(value, weight);
    else
      throw malformed(fields.pathOf(value), `the weight of target ${quote(value)} has to be a number above 0`, weight);
  }
  if (targets.size > 0) return targets;
  const message = 'targets has to give a weight to at least one value, as { "spot": 20 }, and gives none';
  throw requestError('request-malformed', fields.path, message);
}

function readTypicalTasks(fields: Fields, warnings: RequestWarning[]): readonly TypicalTask[] | undefined {
  const items = fields.list('typicalTasks');
  if (items.length > LIMITS.placementTypicalTasks) {
    throw overLimit(fields.pathOf('typicalTasks'), 'typicalTasks', items.length, LIMITS.placementTypicalTasks);
  }
  if (items.length === 0) return undefined;
  return items.map(({ value, path }): TypicalTask => {
    const task = new Fields(value, path, 'a typical task');
    warnUnknownFields(task, 'typicalTask', warnings);
    return {
      cpu: readCpu(task, 'cpu') ?? 0,
      gpu: task.integer('gpu', 0, Number.MAX_SAFE_INTEGER) ?? 0,
      count: task.integer('count', 1, Number.MAX_SAFE_INTEGER) ?? 1,
    };
  });
}
