/** What stands between two elements of a list of objects: `},{"taskArn"`, with or without spaces. */
export interface Separator {
  readonly bytes: Uint8Array;
}

const [OPENING_BRACE, CLOSING_BRACE, QUOTE] = [0x7b, 0x7d, 0x22];
/** Longer than any indentation and name of a field that is worth to be looked for. */
const MAXIMUM_BYTES = 256;

/** The separator of which the comma stands at `comma`; undefined where it is of another form. */
export function separatorAt(bytes: Buffer, comma: number): Separator | undefined {
  if (bytes[comma - 1] !== CLOSING_BRACE) return undefined;
  const brace = skipSpace(bytes, comma + 1);
  const quote = skipSpace(bytes, brace + 1);
  if (bytes[brace] !== OPENING_BRACE || bytes[quote] !== QUOTE) return undefined;
  const end = bytes.indexOf(QUOTE, quote + 1);
  if (end === -1 || end - comma > MAXIMUM_BYTES) return undefined;
  return { bytes: Buffer.from(bytes.subarray(comma - 1, end + 1)) };
}

function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at] as number) <= 0x20) at++;
  return at;
}

/**
 * Where the comma of the last separator stands among bytes that begin with an element.
 *
 * That is a guess, for a list inside an element may look alike, and it costs next to nothing where looking at each byte costs a third
 * of `JSON.parse`. What stands before is JSON as a list of elements only if the guess is right.
 */
export function lastSeparation(bytes: Buffer, separator: Separator | undefined): number | undefined {
  if (separator === undefined) return undefined;
  const at = bytes.lastIndexOf(separator.bytes);
  return at === -1 ? undefined : at + 1;
}
