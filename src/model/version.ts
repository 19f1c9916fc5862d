/** Versions of agents and of Docker: dotted numbers with an optional suffix, `1.14.5` or `17.12.0-ce`. */

/** A version in its one canonical form: two versions are equal exactly where all their fields are. */
export interface Version {
  /** Decimal digits of each part without leading zeros (`''` is 0), trailing zero parts dropped: text, so that no length loses digits. */
  readonly parts: readonly string[];
  /** What follows the first `-`; a version with a suffix sorts before the one without. */
  readonly suffix?: string;
}

/**
 * Read a version: non-negative numbers separated by dots, then perhaps `-` and a suffix of letters, digits and `. + ~ _ -`.
 *
 * @returns undefined where the text is of another form: `v1.2`, `1.2-`, `1..2`, ` 1.2`.
 */
export function parseVersion(text: string): Version | undefined {
  const dash = text.indexOf('-');
  const parts = canonicalParts(dash < 0 ? text : text.slice(0, dash));
  if (parts === undefined) return undefined;
  if (dash < 0) return { parts };
  const suffix = text.slice(dash + 1);
  return isSuffix(suffix) ? { parts, suffix } : undefined;
}

/**
 * Negative where `a` sorts before `b`, 0 where they are equal.
 *
 * Numbers compare by value, a missing part is 0, a suffix sorts before its release, two suffixes by code unit.
 * Source: the language reference (`1.9.0 < 1.14.5` is documented by Amazon ECS, the rest is ours).
 */
export function compareVersions(a: Version, b: Version): number {
  const length = Math.max(a.parts.length, b.parts.length);
  for (let index = 0; index < length; index++) {
    const order = compareDigits(a.parts[index] ?? '', b.parts[index] ?? '');
    if (order !== 0) return order;
  }
  return compareSuffixes(a.suffix, b.suffix);
}

// Character classes are tested by what they exclude: such a test neither recurses nor backtracks on a megabyte of digits.

function canonicalParts(text: string): string[] | undefined {
  const parts: string[] = [];
  for (const digits of text.split('.')) {
    if (digits === '' || /[^0-9]/.test(digits)) return undefined;
    parts.push(digits.replace(/^0+/, ''));
  }
  while (parts.at(-1) === '') parts.pop();
  return parts;
}

function isSuffix(text: string): boolean {
  return text !== '' && !/[^0-9A-Za-z.+~_-]/.test(text);
}

/** Without leading zeros the longer run of digits is the greater number. */
function compareDigits(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareSuffixes(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -1 : 1;
}
