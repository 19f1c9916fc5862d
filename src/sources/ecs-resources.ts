/** `registeredResources` and `remainingResources`: named amounts and sets, each with its type. */
import type { Resources } from '../model/records.js';
import {
  distinct,
  type Fields,
  fieldsOf,
  forEachIn,
  isPresent,
  listField,
  malformed,
  requiredText,
  textElement,
  textField,
} from './fields.js';

type Amount = number | readonly string[];

interface ResourceType {
  /** The field that holds the value. The CLI writes the others too, as zeros; events leave them out. */
  readonly field: string;
  readonly read: (resource: Fields, field: string) => Amount;
}

const TYPES: ReadonlyMap<string, ResourceType> = new Map([
  ['INTEGER', { field: 'integerValue', read: wholeNumber }],
  ['LONG', { field: 'longValue', read: wholeNumber }],
  ['DOUBLE', { field: 'doubleValue', read: finiteNumber }],
  ['STRINGSET', { field: 'stringSetValue', read: textSet }],
]);

/**
 * A list of resources by name in lower case; of two with one name the last counts.
 *
 * @param least the least amount allowed: what is registered is never negative, what remains is on a host that is overcommitted.
 */
export function readResources(fields: Fields, name: string, least: number): Resources {
  const resources: AmountsFrom = { least, amounts: new Map() };
  forEachIn(fields, name, addResource, resources);
  return resources.amounts;
}

interface AmountsFrom {
  readonly least: number;
  readonly amounts: Map<string, Amount>;
}

function addResource(element: unknown, { least, amounts }: AmountsFrom): void {
  const resource = fieldsOf(element);
  const name = requiredText(resource, 'name');
  amounts.set(NAMES.get(name) ?? name.toLowerCase(), amountOf(resource, least));
}

/** The names that nearly every host has, as they come. */
const NAMES: ReadonlyMap<string, string> = new Map(
  ['CPU', 'MEMORY', 'PORTS', 'PORTS_UDP', 'GPU'].map((name) => [name, name.toLowerCase()]),
);

function amountOf(resource: Fields, least: number): Amount {
  const { field, read } = typeOf(resource);
  const amount = read(resource, field);
  if (typeof amount === 'number' && amount < least) throw malformed(`.${field}`, `a number, ${least} or more`, amount);
  return amount;
}

function typeOf(resource: Fields): ResourceType {
  const name = textField(resource, 'type');
  const type = name === undefined ? typeByValue(resource) : (TYPES.get(name) ?? TYPES.get(name.toUpperCase()));
  if (type === undefined) throw malformed('.type', `one of ${[...TYPES.keys()].join(', ')}`, name);
  return type;
}

/** Without a type: the first field that is in use, else the first that is there. */
function typeByValue(resource: Fields): ResourceType | undefined {
  const present = [...TYPES.values()].filter((type) => isPresent(resource, type.field));
  return present.find((type) => isUsed(resource[type.field])) ?? present[0];
}

function isUsed(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== 0;
}

function wholeNumber(resource: Fields, field: string): number {
  const value = resource[field];
  if (!Number.isSafeInteger(value)) throw malformed(`.${field}`, 'a whole number', value);
  return (value as number) + 0;
}

function finiteNumber(resource: Fields, field: string): number {
  const value = resource[field];
  if (!Number.isFinite(value)) throw malformed(`.${field}`, 'a finite number', value);
  return (value as number) + 0;
}

/** The order stays, for GPU devices are given out in it; what comes twice counts once. An empty set may be left out. */
function textSet(resource: Fields, field: string): readonly string[] {
  return distinct(listField(resource, field, textElement));
}
