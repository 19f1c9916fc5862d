/**
 * Typed access to the fields of foreign JSON.
 *
 * A field that is `null` is absent. A field of the wrong kind throws a `StowageError` whose path leads from the value at hand to
 * the field (`.registeredResources[0].integerValue`); whoever reads the value around it puts its own part in front.
 */
import { StowageError } from '../model/errors.js';

/** A JSON object. The names asked for are literals of ours and none is a member of `Object.prototype`. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

export function fieldsOf(value: unknown): Fields {
  if (!isFields(value)) throw malformed('', 'an object', value);
  return value;
}

export function isPresent(fields: Fields, name: string): boolean {
  return (fields[name] ?? undefined) !== undefined;
}

export function textField(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return undefined;
  throw malformed(`.${name}`, 'a text', value);
}

/** A text of at least one character. */
export function requiredText(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value === '') throw malformed(`.${name}`, 'a text that is not empty', value);
  return value;
}

export function booleanField(fields: Fields, name: string): boolean | undefined {
  const value = fields[name] ?? undefined;
  if (value !== undefined && typeof value !== 'boolean') throw malformed(`.${name}`, 'true or false', value);
  return value;
}

/** A whole number of 0 or more. */
export function countField(fields: Fields, name: string): number | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!isCount(value)) throw malformed(`.${name}`, 'a whole number, 0 or more', value);
  return value + 0;
}

/** A finite number of 0 or more. */
export function amountField(fields: Fields, name: string): number {
  const value = fields[name];
  if (!Number.isFinite(value) || (value as number) < 0) throw malformed(`.${name}`, 'a number, 0 or more', value);
  return (value as number) + 0;
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** What is read of an object inside this one; absent is an object without fields. */
export function objectField<T>(fields: Fields, name: string, read: (object: Fields) => T): T {
  try {
    return read(fieldsOf(fields[name] ?? {}));
  } catch (error) {
    throw inside(`.${name}`, error);
  }
}

/** A list whose elements are read one by one; absent is empty. */
export function listField<T>(fields: Fields, name: string, read: (element: unknown) => T): readonly T[] {
  try {
    return listOf(fields[name] ?? NONE, read);
  } catch (error) {
    throw inside(`.${name}`, error);
  }
}

/**
 * Visit the elements of a list, absent is empty, adding each to `target`. This is `listField` for lists that a million records have:
 * no list of results, and no function is made for each record.
 */
export function forEachIn<T>(
  fields: Fields,
  name: string,
  visit: (element: unknown, target: T) => void,
  target: T,
): void {
  const list = fields[name] ?? NONE;
  if (!Array.isArray(list)) throw malformed(`.${name}`, 'a list', list);
  let index = 0;
  try {
    for (; index < list.length; index++) visit(list[index], target);
  } catch (error) {
    throw inside(`.${name}[${index}]`, error);
  }
}

/** The empty list of all records that have one: a million tasks have neither GPUs nor ports. */
export const NONE: readonly never[] = [];

export function listOf<T>(value: unknown, read: (element: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) throw malformed('', 'a list', value);
  if (value.length === 0) return NONE;
  const elements: T[] = [];
  let index = 0;
  try {
    for (; index < value.length; index++) elements.push(read(value[index]));
  } catch (error) {
    throw inside(`[${index}]`, error);
  }
  return elements;
}

export function textElement(element: unknown): string {
  if (typeof element !== 'string') throw malformed('', 'a text', element);
  return element;
}

/** In the order of their first places. */
export function distinct(texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return NONE;
  return texts.length <= SHORT && areDistinct(texts) ? texts : [...new Set(texts)];
}

/** Up to here comparing each text with each is faster than a set of them. */
const SHORT = 16;

function areDistinct(texts: readonly string[]): boolean {
  for (let index = 1; index < texts.length; index++) {
    if (texts.indexOf(texts[index] as string) < index) return false;
  }
  return true;
}

export function malformed(path: string, wanted: string, found: unknown): StowageError {
  return new StowageError('source-malformed', path, `expected ${wanted}, found ${describe(found)}`);
}

/** The same error, seen from the value around: its path is longer in front. What is no operating error stays as it is. */
export function inside(path: string, error: unknown): unknown {
  return error instanceof StowageError ? new StowageError(error.code, path + error.path, error.message) : error;
}

/** A few words for people; bounded, whatever the value. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return `the text ${abbreviate(value)}`;
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (value instanceof Date) return 'a date';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** At most forty characters of a text, quoted. */
export function abbreviate(text: string): string {
  return text.length <= 40 ? JSON.stringify(text) : `${JSON.stringify(text.slice(0, 40))}…`;
}

/** A record of the fields that are not undefined. */
export function recordOf<T extends object>(fields: { readonly [K in keyof Required<T>]: T[K] | undefined }): T {
  const record: Record<string, unknown> = {};
  for (const name in fields) {
    const value = fields[name as keyof T];
    if (value !== undefined) record[name] = value;
  }
  return record as T;
}
