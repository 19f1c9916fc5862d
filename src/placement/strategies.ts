/**
 * Placement strategies: THE table. Ranking, scale-in, the request reader and its messages read it; a new strategy is a new row.
 *
 * Source: ECS API reference, PlacementStrategy; ECS Developer Guide, "task placement strategies".
 */
import { invariant } from '../model/errors.js';
import { LIMITS } from '../model/limits.js';
import { Fields, type Item, malformed, overLimit, quote } from './fields.js';
import { warnUnknownFields } from './known-fields.js';
import { type Measure, type MeasureContext, randomMeasure, remainingMeasure, spreadMeasure } from './measures.js';
import type { RequestWarning } from './warnings.js';

/** A strategy of a request, with its field in canonical spelling. */
export interface Strategy {
  readonly row: StrategyRow;
  /** Absent where the strategy has none. */
  readonly field?: string;
}

interface StrategyRow {
  readonly type: string;
  /** As a person would write the field: `attribute:<name>`; absent where the strategy has none. */
  readonly fieldLabel?: string;
  /** The canonical spelling of a field that the row takes, else undefined. */
  readonly readField: (field: string) => string | undefined;
  /** How it orders what it looks at: hosts when placing, running tasks when scaling in. */
  readonly measure: (field: string, context: MeasureContext) => Measure;
  /** Whether scale-in draws among the tasks that its strategies leave tied. */
  readonly drawsOnTie: boolean;
}

const INSTANCE_FIELD = 'instanceId';
const ATTRIBUTE_PREFIX = 'attribute:';
const ATTRIBUTE_NAME = /^[A-Za-z0-9\-_./\\]+$/;

export const STRATEGIES: readonly StrategyRow[] = [
  {
    type: 'spread',
    fieldLabel: `${ATTRIBUTE_PREFIX}<name>`,
    readField: readAttributeField,
    measure: (field, context) => {
      const name = field.slice(ATTRIBUTE_PREFIX.length);
      return spreadMeasure(({ instance }) => instance.attributes.get(name) ?? undefined, context);
    },
    drawsOnTie: true,
  },
  {
    type: 'spread',
    fieldLabel: INSTANCE_FIELD,
    readField: (field) => (field === INSTANCE_FIELD || field === 'host' ? INSTANCE_FIELD : undefined),
    measure: (_, context) => spreadMeasure(({ instance }) => instance.key, context),
    drawsOnTie: true,
  },
  binpackRow('cpu'),
  binpackRow('memory'),
  { type: 'random', readField: () => undefined, measure: randomMeasure, drawsOnTie: false },
];

/** Amazon ECS echoes `MEMORY` where `memory` was sent. */
function binpackRow(resource: string): StrategyRow {
  const readField = (field: string) => (field.toLowerCase() === resource ? resource : undefined);
  return { type: 'binpack', fieldLabel: resource, readField, measure: remainingMeasure, drawsOnTie: false };
}

function readAttributeField(field: string): string | undefined {
  const name = field.slice(ATTRIBUTE_PREFIX.length);
  const isName = ATTRIBUTE_NAME.test(name) && name.length <= LIMITS.attributeNameLength;
  return field.startsWith(ATTRIBUTE_PREFIX) && isName ? field : undefined;
}

/** Every strategy as a person would write it, for messages. */
export function strategyNames(): string {
  return STRATEGIES.map(({ type, fieldLabel }) => (fieldLabel === undefined ? type : `${type} on ${fieldLabel}`)).join(
    ', ',
  );
}

/**
 * The strategies of a request, in order; undefined where it gives none.
 *
 * @throws StowageError where one is not in the table
 */
export function readStrategies(request: Fields, warnings: RequestWarning[]): readonly Strategy[] | undefined {
  const items = request.list('placementStrategy');
  if (items.length > LIMITS.placementStrategies) {
    const path = request.pathOf('placementStrategy');
    throw overLimit(path, 'placementStrategy', items.length, LIMITS.placementStrategies);
  }
  return items.length === 0 ? undefined : items.map((item) => readStrategy(item, warnings));
}

function readStrategy({ value, path }: Item, warnings: RequestWarning[]): Strategy {
  const fields = new Fields(value, path, 'a placement strategy');
  warnUnknownFields(fields, 'strategy', warnings);
  const type = fields.text('type');
  const rows = STRATEGIES.filter((row) => row.type === type);
  if (rows.length === 0) throw malformed(fields.pathOf('type'), `a strategy has to be ${strategyNames()}`, type);
  const field = fields.text('field');
  const strategy = findStrategy(type, field);
  if (strategy) return strategy;
  const labels = rows.map((row) => row.fieldLabel).join(' or ');
  throw malformed(fields.pathOf('field'), `the field of ${quote(type)} has to be ${labels}`, field);
}

/** The row that takes the field, with the field as the row spells it. */
function findStrategy(type: string | undefined, field: string | undefined): Strategy | undefined {
  for (const row of STRATEGIES) {
    if (row.type !== type) continue;
    if (row.fieldLabel === undefined) return { row };
    const canonical = field === undefined ? undefined : row.readField(field);
    if (canonical !== undefined) return { row, field: canonical };
  }
  return undefined;
}

/** Source: ECS Developer Guide: a service spreads over zones, then over instances; a task that is run is placed at random. */
export function defaultStrategies(group: string | undefined): readonly Strategy[] {
  return group?.startsWith('service:') ? BALANCED : [RANDOM];
}

/** Over zones, then over instances. */
export const BALANCED: readonly Strategy[] = [
  strategyOf('spread', 'attribute:ecs.availability-zone'),
  strategyOf('spread', INSTANCE_FIELD),
];

/** A draw for each candidate. */
export const RANDOM: Strategy = strategyOf('random');

function strategyOf(type: string, field?: string): Strategy {
  const strategy = findStrategy(type, field);
  invariant(strategy !== undefined, `${type} on ${field} is a strategy`);
  return strategy;
}
