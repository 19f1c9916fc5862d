/**
 * Reading a request that may be any JSON: typed access with the path of every field, so that an error can say where.
 *
 * `null` is read as absent throughout. A wrong kind, an amount out of range or a list over its limit is a `StowageError`.
 */
import { StowageError, type StowageErrorCode } from '../../model/errors.js';
import { LIMITS } from '../../model/limits.js';

const PLAIN_NAME = /^[A-Za-z_$][\w$]*$/;

/** One element of a list. */
export interface Item {
  readonly value: unknown;
  readonly path: string;
}

/** The fields of one JSON object. */
export class Fields {
  readonly path: string;
  readonly #object: Readonly<Record<string, unknown>>;

  /** @throws StowageError where `value` is no object; `what` names it in the message */
  constructor(value: unknown, path: string, what: string) {
    if (!isObject(value)) throw malformed(path, `${what} has to be an object`, value);
    this.#object = value;
    this.path = path;
  }

  names(): readonly string[] {
    return Object.keys(this.#object);
  }

  pathOf(name: string): string {
    return `${this.path}${PLAIN_NAME.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`}`;
  }

  /** The field's value; undefined where it is absent or null. */
  get(name: string): unknown {
    return Object.hasOwn(this.#object, name) ? (this.#object[name] ?? undefined) : undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  text(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined || typeof value === 'string') return value;
    throw malformed(this.pathOf(name), `${name} has to be text`, value);
  }

  /** Text of at least one character. */
  name(name: string): string | undefined {
    const value = this.text(name);
    if (value === '') throw malformed(this.pathOf(name), `${name} has to be a text of at least one character`, value);
    return value;
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.get(name);
    if (value === undefined) return undefined;
    const choice = choices.find((candidate) => candidate === value);
    if (choice !== undefined) return choice;
    throw malformed(this.pathOf(name), `${name} has to be one of ${choices.map(quote).join(', ')}`, value);
  }

  integer(name: string, least: number, most: number): number | undefined {
    const value = this.get(name);
    return value === undefined ? undefined : readInteger(value, this.pathOf(name), name, least, most);
  }

  /** The elements of a list; none where the field is absent. */
  list(name: string): readonly Item[] {
    const value = this.get(name);
    if (value === undefined) return [];
    const path = this.pathOf(name);
    if (!Array.isArray(value)) throw malformed(path, `${name} has to be a list`, value);
    if (value.length > LIMITS.placementListItems) throw overLimit(path, name, value.length, LIMITS.placementListItems);
    return value.map((item: unknown, index) => ({ value: item, path: `${path}[${index}]` }));
  }

  object(name: string): Fields | undefined {
    const value = this.get(name);
    return value === undefined ? undefined : new Fields(value, this.pathOf(name), name);
  }
}

export function readInteger(value: unknown, path: string, what: string, least: number, most: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value + 0;
  throw malformed(path, `${what} has to be a whole number from ${least} to ${most}`, value);
}

/** A number from 0 up to what a double counts exactly. */
export function readAmount(value: unknown, path: string, what: string): number {
  if (typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return value + 0;
  throw malformed(path, `${what} has to be a number from 0 to ${Number.MAX_SAFE_INTEGER}`, value);
}

/** A field of the wrong kind, out of range or missing: what it has to be, and what it is. */
export function malformed(path: string, rule: string, value: unknown): StowageError {
  const found = value === undefined ? ', and is missing' : `, not ${quote(value)}`;
  return requestError('request-malformed', path, rule + found);
}

export function overLimit(path: string, what: string, found: number, limit: number): StowageError {
  return requestError('request-limit', path, `${what} has ${found} entries; the limit is ${limit}`);
}

export function requestError(
  code: StowageErrorCode,
  path: string,
  message: string,
  options?: ErrorOptions,
): StowageError {
  return new StowageError(code, path, message, options);
}

const QUOTED_LENGTH = 60;

/** A value in a message: short, and never an object's whole content. */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') {
    return JSON.stringify(value.length > QUOTED_LENGTH ? `${value.slice(0, QUOTED_LENGTH)}…` : value);
  }
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
