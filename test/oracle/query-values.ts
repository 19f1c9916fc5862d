/**
 * Reading and ordering of values, written from the language reference alone and with other means than the product
 * uses (`BigInt` and calendar arithmetic by hand), so that it can disagree.
 */

/** -1, 0 or 1. */
export type Order = -1 | 0 | 1;

function order<T extends string | number | bigint>(a: T, b: T): Order {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Text compares by UTF-16 code unit, which is what JavaScript's own operators do. */
export function compareTexts(a: string, b: string): Order {
  return order(a, b);
}

interface Version {
  readonly parts: readonly bigint[];
  readonly suffix: string | undefined;
}

/** `1.14.5` or `1.14.5-beta`; `undefined` for what is not of that form. */
export function readVersion(text: string): Version | undefined {
  const dash = text.indexOf('-');
  const numbers = dash < 0 ? text : text.slice(0, dash);
  const suffix = dash < 0 ? undefined : text.slice(dash + 1);
  if (suffix === '') return undefined;
  const parts = numbers.split('.');
  if (!parts.every((part) => /^[0-9]+$/.test(part))) return undefined;
  return { parts: parts.map(BigInt), suffix };
}

/** Number by number, a missing part is 0, a suffix sorts before its release, two suffixes by code unit. */
export function compareVersions(a: Version, b: Version): Order {
  for (let index = 0; index < Math.max(a.parts.length, b.parts.length); index++) {
    const found = order(a.parts[index] ?? 0n, b.parts[index] ?? 0n);
    if (found !== 0) return found;
  }
  if (a.suffix === b.suffix) return 0;
  if (a.suffix === undefined) return 1;
  if (b.suffix === undefined) return -1;
  return order(a.suffix, b.suffix);
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/** Days from 1970-01-01 to the date, counted year by year and month by month. */
function daysSince1970(year: number, month: number, day: number): number {
  let days = day - 1;
  for (let past = 1970; past < year; past++) days += isLeapYear(past) ? 366 : 365;
  for (let coming = year; coming < 1970; coming++) days -= isLeapYear(coming) ? 366 : 365;
  for (let past = 1; past < month; past++) days += daysInMonth(year, past);
  return days;
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:(Z)|([+-])(\d\d):(\d\d))?)?$/;

/** Microseconds since 1970, or `undefined` where the text is no date and no instant. */
export function readInstant(text: string): bigint | undefined {
  const found = INSTANT.exec(text);
  if (found === null) return undefined;
  const field = (index: number): number => Number(found[index] ?? 0);
  const [year, month, day, hour, minute, second] = [field(1), field(2), field(3), field(4), field(5), field(6)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || field(10) > 23 || field(11) > 59) return undefined;
  const offsetMinutes = (found[9] === '-' ? -1 : 1) * (field(10) * 60 + field(11));
  const seconds = daysSince1970(year, month, day) * 86_400 + hour * 3_600 + (minute - offsetMinutes) * 60 + second;
  const micros = (found[7] ?? '').slice(0, 6).padEnd(6, '0');
  return BigInt(seconds) * 1_000_000n + BigInt(micros);
}

export function compareInstants(a: bigint, b: bigint): Order {
  return order(a, b);
}

/** A whole number with an optional sign. */
export function readInteger(text: string): bigint | undefined {
  return /^-?[0-9]+$/.test(text) ? BigInt(text) : undefined;
}

export function compareIntegers(a: bigint, b: bigint): Order {
  return order(a, b);
}

/** A decimal number: digits with an optional sign and fraction. */
export function readDecimal(text: string): number | undefined {
  return /^[+-]?[0-9]+(?:\.[0-9]+)?$/.test(text) ? Number(text) : undefined;
}

export function compareDecimals(a: number, b: number): Order {
  return order(a, b);
}
