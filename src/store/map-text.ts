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
