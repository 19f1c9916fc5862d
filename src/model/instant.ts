/**
 * Instants: milliseconds since 1970-01-01T00:00:00Z as a number, with fractions down to the microsecond.
 *
 * A double holds every microsecond exactly enough to tell it from its neighbours until the year 2248; beyond, the nearest double
 * stands for it. Every reader below goes through `instantOf`, so that one instant is one number however it was written.
 */

const SECONDS_PER_DAY = 86_400;
const MICROSECONDS_PER_SECOND = 1_000_000;
/** 0000-01-01T00:00:00Z and 10000-01-01T00:00:00Z: an instant is written with a year of four digits. */
const FIRST_SECOND = -62_167_219_200;
const END_SECOND = 253_402_300_800;
/** The first instant there is, in milliseconds. */
export const FIRST_INSTANT = FIRST_SECOND * 1000;
/** The greatest double below the end of the year 9999. */
const LAST_INSTANT = 253_402_300_799_999.97;

const FORM = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))?)?$/;

/**
 * Read a date (`2018-06-18`, its first instant) or a date and time (`2018-06-18T22:28:28.5+02:00`, `…Z`, or without a zone,
 * then UTC).
 *
 * Seconds are required; hours run to 23, minutes and seconds to 59, those of an offset to 23:59; `T` and `Z` are capitals. A
 * fraction is rounded to the microsecond. Source: the language reference.
 *
 * @returns milliseconds since 1970, or undefined where the text is of another form, the date does not exist (`2019-02-29`), or
 *   the instant lies outside the years 0000 to 9999 in UTC.
 */
export function parseInstant(text: string): number | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hours, minutes, seconds, fraction, sign, offsetHours, offsetMinutes] = match;
  const days = daysSince1970(Number(year), Number(month), Number(day));
  const time = secondsOf(hours, minutes, seconds);
  const offset = secondsOf(offsetHours, offsetMinutes, undefined);
  if (days === undefined || time === undefined || offset === undefined) return undefined;
  const second = days * SECONDS_PER_DAY + time - (sign === '-' ? -offset : offset);
  return instantOf(second, microsecondsOf(fraction));
}

/**
 * Write an instant in UTC: `2018-06-18T22:28:28Z`, with as many digits of the fraction as it needs, at most six.
 *
 * `parseInstant` gives the same number back. The instant has to lie within the years 0000 to 9999, as every one that was read does.
 */
export function formatInstant(instant: number): string {
  const second = Math.floor(instant / 1000);
  const microseconds = Math.round((instant - second * 1000) * 1000);
  const carry = microseconds === MICROSECONDS_PER_SECOND ? 1 : 0;
  const whole = new Date((second + carry) * 1000).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length);
  const fraction = carry === 1 ? '' : String(microseconds).padStart(6, '0').replace(/0+$/, '');
  return fraction === '' ? `${whole}Z` : `${whole}.${fraction}Z`;
}

/** Seconds since 1970, as the ECS API gives them, perhaps with a fraction; undefined outside the years 0000 to 9999. */
export function instantFromEpochSeconds(seconds: number): number | undefined {
  const second = Math.floor(seconds);
  return instantOf(second, Math.round((seconds - second) * MICROSECONDS_PER_SECOND));
}

/** Whether a number of milliseconds since 1970 lies within the years 0000 to 9999. */
export function isInstant(milliseconds: number): boolean {
  return milliseconds >= FIRST_INSTANT && milliseconds <= LAST_INSTANT;
}

function instantOf(second: number, microseconds: number): number | undefined {
  if (!(second >= FIRST_SECOND && second < END_SECOND)) return undefined;
  return Math.min(second * 1000 + microseconds / 1000, LAST_INSTANT);
}

/** Proleptic Gregorian; undefined where the date does not exist. */
function daysSince1970(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // A day or month that does not exist runs over into another month, and two digits never run as far as the same one again.
  return date.getUTCMonth() === month - 1 ? date.getTime() / (SECONDS_PER_DAY * 1000) : undefined;
}

/** Undefined where a part is out of range; an absent part is 0. */
function secondsOf(hours = '0', minutes = '0', seconds = '0'): number | undefined {
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Digits after the point, rounded half up to the microsecond by their digits: no double stands between. */
function microsecondsOf(fraction = ''): number {
  const kept = Number(fraction.slice(0, 6).padEnd(6, '0'));
  return (fraction[6] ?? '0') >= '5' ? kept + 1 : kept;
}
