/** Where values stand in a JSON text: `JSON.parse` does not say. */
import { type Extent, formatPath, type Path } from './path.js';

/**
 * The extents of some values in a text that is JSON, and of what they stand in, by `formatPath` of their paths. One pass over the text for all of them, whatever
 * its depth. Where a field is there twice the last one counts, as in `JSON.parse`.
 */
export function findInJson(text: string, paths: readonly Path[]): ReadonlyMap<string, Extent> {
  const found = new Map<string, Extent>();
  const open: Open[] = [];
  let wanted: Wanted | undefined = wantedOf(paths);
  let offset = 0;
  /** Takes note of a value that ends at `end`, and goes on behind it. */
  const leave = (node: Wanted | undefined, start: number, end: number): void => {
    if (node !== undefined) found.set(node.name, { start, end });
    offset = end;
    const around = open.at(-1);
    if (around?.index !== undefined) around.index++;
  };
  for (;;) {
    offset = skip(BETWEEN, text, offset);
    const character = text[offset];
    if (character === undefined) return found;
    const around = open.at(-1);
    if (around?.index !== undefined) wanted = around.node?.inner.get(around.index);
    if (character === '}' || character === ']') {
      open.pop();
      leave(around?.node, around?.start ?? 0, offset + 1);
    } else if (around !== undefined && around.index === undefined && !around.hasKey) {
      const end = skip(STRING, text, offset);
      wanted = around.node?.inner.get(JSON.parse(text.slice(offset, end)) as string);
      around.hasKey = true;
      offset = end;
    } else {
      if (around !== undefined) around.hasKey = false;
      if (character === '{') open.push({ node: wanted, start: offset, hasKey: false });
      else if (character === '[') open.push({ node: wanted, start: offset, hasKey: false, index: 0 });
      else {
        leave(wanted, offset, Math.max(offset + 1, skip(character === '"' ? STRING : SCALAR, text, offset)));
        continue;
      }
      offset++;
    }
  }
}

/** A part of a value's text between its quotes, as an extent of the text; `start` is that of the value. */
export function withinJsonString(text: string, start: number, from: number, to: number): Extent {
  const ends = [from, to];
  let at = start + 1;
  let unit = 0;
  const extent = ends.map((end) => {
    for (; unit < end; unit++) at += text[at] !== '\\' ? 1 : text[at + 1] === 'u' ? 6 : 2;
    return at;
  });
  return { start: extent[0] as number, end: extent[1] as number };
}

interface Open {
  readonly node: Wanted | undefined;
  readonly start: number;
  /** In an object: whether what comes next is the value of a field. */
  hasKey: boolean;
  /** In a list: the number of the next element. */
  index?: number;
}

/** Paths as a tree. */
interface Wanted {
  readonly inner: Map<string | number, Wanted>;
  readonly name: string;
}

function wantedOf(paths: readonly Path[]): Wanted {
  const root: Wanted = { inner: new Map(), name: formatPath([]) };
  for (const path of paths) {
    let node = root;
    for (const [at, step] of path.entries()) {
      const next = node.inner.get(step) ?? { inner: new Map(), name: formatPath(path.slice(0, at + 1)) };
      node.inner.set(step, next);
      node = next;
    }
  }
  return root;
}

const BETWEEN = /[ \t\n\r,:]*/y;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const SCALAR = /[^ \t\n\r,:\]}]*/y;

function skip(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}
