/**
 * Placement strategies: THE table. Placing, scale-in, the request reader and its messages read it; a new strategy is a new row.
 *
 * Source: ECS API reference, PlacementStrategy; ECS Developer Guide, "task placement strategies". What is ours is in
 * docs/PLACEMENT.md.
 */
import { invariant } from '../../model/errors.js';
import { LIMITS } from '../../model/limits.js';
import {
  type Measure,
  type MeasureContext,
  randomMeasure,
  remainingMeasure,
  spreadMeasure,
} from '../scale-in/measures.js';
import { Fields, type Item, malformed, overLimit, quote, requestError } from './fields.js';
import { warnUnknownFields } from './known-fields.js';
import {
  readStrategyOptions,
  type SpreadOptions,
  STRATEGY_OPTIONS,
  type StrategyOption,
  type TypicalTask,
} from './strategy-options.js';
import type { RequestWarning } from './warnings.js';

export type { SpreadOptions, TypicalTask } from './strategy-options.js';

/** How a strategy makes its part of the key: what placing tells strategies apart by. */
export type StrategyKind =
  | 'spread-attribute'
  | 'spread-instance'
  | 'free'
  | 'random'
  | 'prefer'
  | 'dominant'
  | 'bestFit'
  | 'dotProduct'
  | 'fragmentation'
  | 'scorer';

/** A strategy of a request, with its field in canonical spelling. */
export interface Strategy {
  /** Its place in `placementStrategy`, or in the defaults; -1 for preferences that the list does not place. */
  readonly index: number;
  /** That of the row. */
  readonly kind: StrategyKind;
  readonly row: StrategyRow;
  /** Absent where the strategy has none. */
  readonly field?: string;
  /** Absent where nothing is said besides the field. */
  readonly spread?: SpreadOptions;
  /** Of `fragmentation`, at least one; absent where they are to be taken from the cluster. */
  readonly typicalTasks?: readonly TypicalTask[];
}

export interface StrategyRow {
  readonly kind: StrategyKind;
  readonly type: string;
  /** As a person would write the field: `attribute:<name>`; absent where the strategy has none. */
  readonly fieldLabel?: string;
  /** The canonical spelling of a field that the row takes, else undefined. */
  readonly readField: (field: string) => string | undefined;
  /** What it may say besides its field. */
  readonly options: readonly StrategyOption[];
  /** How scale-in orders running tasks, the greatest first; absent where it has no use for the strategy. */
  readonly scaleInMeasure?: (field: string, context: MeasureContext) => Measure;
  /** Whether scale-in draws among the tasks that its strategies leave tied. */
  readonly drawsOnTie: boolean;
}

const INSTANCE_FIELD = 'instanceId';
export const ATTRIBUTE_PREFIX = 'attribute:';
const ATTRIBUTE_NAME = /^[A-Za-z0-9\-_./\\]+$/;

export const STRATEGIES: readonly StrategyRow[] = [
  {
    kind: 'spread-attribute',
    type: 'spread',
    fieldLabel: `${ATTRIBUTE_PREFIX}<name>`,
    readField: readAttributeField,
    options: ['targets', 'maxSkew', 'maxPerBucket'],
    scaleInMeasure: (field, context) => {
      const name = field.slice(ATTRIBUTE_PREFIX.length);
      return spreadMeasure(({ instance }) => instance.attributes.get(name) ?? undefined, context);
    },
    drawsOnTie: true,
  },
  {
    kind: 'spread-instance',
    type: 'spread',
    fieldLabel: INSTANCE_FIELD,
    readField: (field) => (field === INSTANCE_FIELD || field === 'host' ? INSTANCE_FIELD : undefined),
    options: ['maxSkew', 'maxPerBucket'],
    scaleInMeasure: (_, context) => spreadMeasure(({ instance }) => instance.key, context),
    drawsOnTie: true,
  },
  { ...binpackRow('free', 'cpu'), scaleInMeasure: remainingMeasure },
  { ...binpackRow('free', 'memory'), scaleInMeasure: remainingMeasure },
  binpackRow('dominant', 'dominant'),
  binpackRow('bestFit', 'bestFit'),
  binpackRow('dotProduct', 'dotProduct'),
  { ...binpackRow('fragmentation', 'fragmentation'), options: ['typicalTasks'] },
  {
    kind: 'random',
    type: 'random',
    readField: () => undefined,
    options: [],
    scaleInMeasure: randomMeasure,
    drawsOnTie: false,
  },
  { kind: 'prefer', type: 'prefer', readField: () => undefined, options: [], drawsOnTie: false },
  {
    kind: 'scorer',
    type: 'scorer',
    fieldLabel: '<name of a scorer>',
    readField: (field) => (field === '' ? undefined : field),
    options: [],
    drawsOnTie: false,
  },
];

/** In any case: Amazon ECS echoes `MEMORY` where `memory` was sent. */
function binpackRow(kind: StrategyKind, name: string): StrategyRow {
  const readField = (field: string) => (field.toLowerCase() === name.toLowerCase() ? name : undefined);
  return { kind, type: 'binpack', fieldLabel: name, readField, options: [], drawsOnTie: false };
}

function readAttributeField(field: string): string | undefined {
  const name = field.slice(ATTRIBUTE_PREFIX.length);
  const isName = ATTRIBUTE_NAME.test(name) && name.length <= LIMITS.attributeNameLength;
  return field.startsWith(ATTRIBUTE_PREFIX) && isName ? field : undefined;
}

/** Types that stand for `binpack` on a field of their name. */
const SHORT_TYPES: ReadonlySet<string> = new Set(['dominant', 'bestFit', 'dotProduct', 'fragmentation']);

/** Every strategy as a person would write it, for messages. */
export function strategyNames(rows: readonly StrategyRow[] = STRATEGIES): string {
  return rows.map(({ type, fieldLabel }) => (fieldLabel === undefined ? type : `${type} on ${fieldLabel}`)).join(', ');
}

/**
 * The strategies of a request, in order; undefined where it gives none.
 *
 * @throws StowageError where one is not in the table, or says what its kind does not take
 */
export function readStrategies(request: Fields, warnings: RequestWarning[]): readonly Strategy[] | undefined {
  const items = request.list('placementStrategy');
  if (items.length > LIMITS.placementStrategies) {
    const path = request.pathOf('placementStrategy');
    throw overLimit(path, 'placementStrategy', items.length, LIMITS.placementStrategies);
  }
  return items.length === 0 ? undefined : items.map((item, index) => readStrategy(item, index, warnings));
}

function readStrategy({ value, path }: Item, index: number, warnings: RequestWarning[]): Strategy {
  const fields = new Fields(value, path, 'a placement strategy');
  warnUnknownFields(fields, 'strategy', warnings);
  const { row, field } = readRow(fields);
  const foreign = STRATEGY_OPTIONS.find((option) => fields.has(option) && !row.options.includes(option));
  if (foreign !== undefined) throw foreignOption(fields, foreign, row);
  const { kind } = row;
  return { index, kind, row, ...(field !== undefined && { field }), ...readStrategyOptions(fields, warnings) };
}

interface RowAndField {
  readonly row: StrategyRow;
  readonly field?: string;
}

function readRow(fields: Fields): RowAndField {
  const written = fields.text('type');
  const isShort = written !== undefined && SHORT_TYPES.has(written);
  const type = isShort ? 'binpack' : written;
  const field = fields.text('field') ?? (isShort ? written : undefined);
  if (isShort && field !== written) {
    const message = `the type ${quote(written)} takes no field: leave it out, or use type "binpack"`;
    throw requestError('request-conflict', fields.pathOf('field'), message);
  }
  const found = findRow(type, field);
  if (found) return found;
  const rows = STRATEGIES.filter((row) => row.type === type);
  if (rows.length === 0) throw malformed(fields.pathOf('type'), `a strategy has to be ${strategyNames()}`, type);
  const labels = rows.map((row) => row.fieldLabel);
  const last = labels.pop();
  const choice = labels.length === 0 ? last : `${labels.join(', ')} or ${last}`;
  throw malformed(fields.pathOf('field'), `the field of ${quote(type)} has to be ${choice}`, field);
}

/** The row that takes the field, with the field as the row spells it. */
function findRow(type: string | undefined, field: string | undefined): RowAndField | undefined {
  for (const row of STRATEGIES) {
    if (row.type !== type) continue;
    if (row.fieldLabel === undefined) return { row };
    const canonical = field === undefined ? undefined : row.readField(field);
    if (canonical !== undefined) return { row, field: canonical };
  }
  return undefined;
}

function foreignOption(fields: Fields, option: StrategyOption, row: StrategyRow): Error {
  const name = row.fieldLabel === undefined ? row.type : `${row.type} on ${fields.text('field') ?? row.fieldLabel}`;
  const takers = strategyNames(STRATEGIES.filter(({ options }) => options.includes(option)));
  const message = `${name} takes no ${option}; it goes with ${takers}`;
  return requestError('request-conflict', fields.pathOf(option), message);
}

/** Source: ECS Developer Guide: a service spreads over zones, then over instances; a task that is run is placed at random. */
export function defaultStrategies(group: string | undefined): readonly Strategy[] {
  return group?.startsWith('service:') ? BALANCED : DRAWN;
}

/** Over zones, then over instances. */
export const BALANCED: readonly Strategy[] = [
  strategyOf(0, 'spread', 'attribute:ecs.availability-zone'),
  strategyOf(1, 'spread', INSTANCE_FIELD),
];

/** A draw for each candidate. */
export const RANDOM: Strategy = strategyOf(0, 'random');

const DRAWN: readonly Strategy[] = [RANDOM];

/** The preferences of a request that does not say where they stand. */
export const PREFERENCES: Strategy = strategyOf(-1, 'prefer');

function strategyOf(index: number, type: string, field?: string): Strategy {
  const found = findRow(type, field);
  invariant(found !== undefined, `${type} on ${field} is a strategy`);
  return { index, kind: found.row.kind, ...found };
}
