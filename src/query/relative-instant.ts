/** `now`, `now-7d`, `now+30m`: instants as seen from the one that the caller gives. */
import { StowageError } from '../model/errors.js';
import { isInstant, parseInstant } from '../model/instant.js';

const SECOND = 1000;
const UNITS: Readonly<Record<string, number>> = {
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: 86_400 * SECOND,
  w: 7 * 86_400 * SECOND,
};

const FORM = /^now(?:([+-])(\d+)([smhdw]))?$/;

/** How far from now, in milliseconds; undefined where the text is no such instant. Perhaps infinite. */
export function parseOffset(text: string): number | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, sign = '+', count = '0', unit = 's'] = match;
  const distance = Number(count) * (UNITS[unit] as number);
  return sign === '-' ? -distance : distance;
}

/** The instant, or undefined where it lies outside the years 0000 to 9999. */
export function instantAt(now: number, offset: number): number | undefined {
  const instant = now + offset;
  return isInstant(instant) ? instant : undefined;
}

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\s+/g, ''],
  [/(\d)s(?:ec|ecs|econds?)$/, '$1s'],
  [/(\d)m(?:in|ins|inutes?)$/, '$1m'],
  [/(\d)h(?:rs?|ours?)$/, '$1h'],
  [/(\d)d(?:ays?)$/, '$1d'],
  [/(\d)w(?:eeks?)$/, '$1w'],
  [/^(?=[+-]\d)/, 'now'],
  [/^(\d+[smhdw])ago$/, 'now-$1'],
  [/\(\)/, ''],
];

/** What somebody may have meant: `NOW`, `now - 7 days`, `-7d`, `7d ago`. */
export function mendOffset(text: string): string {
  return WORDS.reduce((mended, [wrong, right]) => mended.replace(wrong, right), text.toLowerCase());
}

/** What a caller gives as the present: milliseconds since 1970, text, or a date. @throws StowageError `usage` */
export function readPresent(now: number | string | Date | undefined): number | undefined {
  if (now === undefined) return undefined;
  const instant = typeof now === 'string' ? parseInstant(now) : typeof now === 'number' ? now : now.getTime();
  if (instant !== undefined && isInstant(instant)) return instant;
  const what = 'milliseconds since 1970, a date, or an instant such as `2026-01-31T12:00:00Z`';
  throw new StowageError('usage', '', `now has to be ${what}, not ${String(now)}`);
}
