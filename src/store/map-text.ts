/** Maps of texts, amounts and lists of texts as one text each, so that equal maps can be kept once. */

export type MapValue = string | number | readonly string[];

/**
 * The map as a text, the same for maps of the same entries, whatever their order. Texts stand behind their length, so that nothing
 * has to be escaped: `3:cpu=4096;5:ports[2;2:225:51678`. Twice as fast as JSON, of which an event needs three.
 */
export function writeMap(
  map: ReadonlyMap<string, MapValue>,
  leaveOut?: (name: string, value: MapValue) => boolean,
): string {
  if (map.size === 0) return '';
  const names = [...map.keys()];
  if (!isSorted(names)) names.sort();
  let text = '';
  for (const name of names) {
    const value = map.get(name) as MapValue;
    if (leaveOut?.(name, value) !== true) text += writeText(name) + writeValue(value);
  }
  return text;
}

function isSorted(names: readonly string[]): boolean {
  for (let at = 1; at < names.length; at++) if ((names[at - 1] as string) > (names[at] as string)) return false;
  return true;
}

function writeValue(value: MapValue): string {
  if (typeof value === 'number') return `=${value};`;
  if (typeof value === 'string') return `$${writeText(value)}`;
  let text = `[${value.length};`;
  for (const member of value) text += writeText(member);
  return text;
}

function writeText(text: string): string {
  return `${text.length}:${text}`;
}

/** Whether two maps have the same entries, in whatever order. */
export function isSameMap(one: ReadonlyMap<string, MapValue>, other: ReadonlyMap<string, MapValue>): boolean {
  if (one.size !== other.size) return false;
  for (const [name, value] of other) {
    const kept = one.get(name);
    if (kept !== value && !(Array.isArray(kept) && Array.isArray(value) && isSameList(kept, value))) return false;
  }
  return true;
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((member, at) => member === other[at]);
}

/** The map of a text that `writeMap` made. */
export function readMap(text: string): Map<string, MapValue> {
  const map = new Map<string, MapValue>();
  let at = 0;
  while (at < text.length) {
    const name = readText();
    map.set(name, readValue());
  }
  return map;

  function readValue(): MapValue {
    const form = text[at++];
    if (form === '$') return readText();
    const number = Number(readUntil(';'));
    return form === '=' ? number : Array.from({ length: number }, readText);
  }

  function readText(): string {
    const length = Number(readUntil(':'));
    at += length;
    return text.slice(at - length, at);
  }

  function readUntil(end: string): string {
    const start = at;
    at = text.indexOf(end, at) + 1;
    return text.slice(start, at - 1);
  }
}

/** What a map holds under a name, told without making the map: a number, or how many members a list has. O(text). */
export function amountIn(text: string, name: string): number | undefined {
  const at = placeOf(text, name);
  if (at < 0 || text[at] === '$') return undefined;
  const amount = text.slice(at + 1, text.indexOf(';', at));
  return Number(amount);
}

/** Visits the members of the list that a map holds under a name; none where it holds no list there. O(text). */
export function forEachMemberIn(text: string, name: string, visit: (member: string) => void): void {
  const at = placeOf(text, name);
  if (at < 0 || text[at] !== '[') return;
  const scan = new Scan(text, at + 1);
  for (let left = scan.count(); left > 0; left--) {
    const length = scan.count();
    scan.at += length;
    visit(text.slice(scan.at - length, scan.at));
  }
}

/** Where the value of a name begins, or -1. Values before it are passed over by their lengths. */
function placeOf(text: string, name: string): number {
  const scan = new Scan(text, 0);
  while (scan.at < text.length) {
    const length = scan.count();
    const isFound = length === name.length && text.startsWith(name, scan.at);
    scan.at += length;
    if (isFound) return scan.at;
    scan.skipValue();
  }
  return -1;
}

class Scan {
  readonly text: string;
  at: number;

  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  /** The digits at hand, and past the mark behind them. */
  count(): number {
    let count = 0;
    for (;;) {
      const digit = this.text.charCodeAt(this.at++) - ZERO;
      if (!(digit >= 0 && digit <= 9)) return count;
      count = 10 * count + digit;
    }
  }

  skipValue(): void {
    const form = this.text[this.at++];
    if (form === '=') this.at = this.text.indexOf(';', this.at) + 1;
    else for (let left = form === '[' ? this.count() : 1; left > 0; left--) this.at += this.count();
  }
}

const ZERO = 48;
