/** The limits of reading files, in one place. Each is documented in docs/LIMITS.md and tested at the limit and one over it. */
export const SOURCE_LIMITS = {
  /**
   * Bytes of one JSON document: a whole file, or one line of JSON lines. A document has to fit in one JavaScript string, which
   * ends near 512 MiB; a larger dump is written one page a line.
   */
  documentBytes: 500 * 1024 * 1024,
  /** Bytes of one file after decompression: a small archive can unpack to something without end. */
  sourceBytes: 64 * 1024 * 1024 * 1024,
  /** Bytes of a text file of expressions, or of one read from standard input. */
  textBytes: 16 * 1024 * 1024,
  /** Files that all sources together name. */
  files: 10_000,
  /** Malformed records that are kept with their place; those beyond are counted. */
  problems: 1_000,
} as const;

export type SourceLimits = { readonly [Name in keyof typeof SOURCE_LIMITS]: number };
