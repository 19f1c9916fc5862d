import { BracketSearch } from './brackets.js';

/** What is remembered of a list of objects while it is read: what stands between two, as `},{"taskArn"`, with or without spaces. */
export interface ListMemory {
  separator?: Buffer | undefined;
}

const [NEWLINE, QUOTE, OPENING_BRACE, CLOSING_BRACE] = [0x0a, 0x22, 0x7b, 0x7d];
/** Longer than any indentation with the name of a field. */
const MAXIMUM_BYTES = 256;

/**
 * Where the comma after the last whole element stands, of a list that goes on with `bytes`: a guess, or undefined where there is none.
 *
 * The place of the last separator is found next to nothing beside `JSON.parse`, of which looking at each byte costs a third. A list
 * inside an element may look alike; but what stands before is JSON, as the elements of a list, only where the guess is right.
 */
export function guessEnd(bytes: Buffer, memory: ListMemory): number | undefined {
  memory.separator ??= firstSeparator(bytes);
  const { separator } = memory;
  if (separator === undefined) return undefined;
  // JSON without newlines ends at the first one, and the next page, of JSON lines, has the same separators.
  const end = separator.includes(NEWLINE) ? -1 : bytes.indexOf(NEWLINE);
  const at = (end === -1 ? bytes : bytes.subarray(0, end)).lastIndexOf(separator);
  return at === -1 ? undefined : at + 1;
}

/** The separator after the first element; undefined where it is of another form. */
function firstSeparator(bytes: Buffer): Buffer | undefined {
  const comma = new BracketSearch('field value').next(bytes);
  if (comma === undefined || bytes[comma - 1] !== CLOSING_BRACE) return undefined;
  const brace = skipSpace(bytes, comma + 1);
  const quote = skipSpace(bytes, brace + 1);
  if (bytes[brace] !== OPENING_BRACE || bytes[quote] !== QUOTE) return undefined;
  const end = bytes.indexOf(QUOTE, quote + 1);
  if (end === -1 || end - comma > MAXIMUM_BYTES) return undefined;
  return Buffer.from(bytes.subarray(comma - 1, end + 1));
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at] as number) <= 0x20) at++;
  return at;
}
