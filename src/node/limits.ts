/** The limits of reading files, in one place. Each is documented in docs/LIMITS.md and tested at the limit and one over it. */
export const SOURCE_LIMITS = {
  /**
   * Bytes of JSON that is held as one text, which JavaScript ends near 512 MiB: a placement request; of a source, which is taken
   * apart, a record or a field beside the records.
   */
  documentBytes: 500 * 1024 * 1024,
  /**
   * Bytes of a source's document that is read whole, and of the parts that a longer one is taken apart into. Larger texts are
   * slower to read: Node.js asks the system anew for the memory of each.
   */
  partBytes: 128 * 1024,
  /** Bytes of one file after decompression: a small archive can unpack to something without end. */
  sourceBytes: 64 * 1024 * 1024 * 1024,
  /** Bytes of a text file of expressions, or of one read from standard input. */
  textBytes: 16 * 1024 * 1024,
  /** Bytes of a YAML text; a CloudFormation template has 1 MB at most. */
  yamlBytes: 2 * 1024 * 1024,
  /** Values of a YAML document, aliases resolved: a few lines of aliases can stand for billions. */
  yamlValues: 1_000_000,
  /** Lists and objects within each other in a document that `check` looks at. Deeper YAML is refused; what is deeper in JSON is passed over. */
  checkedDepth: 500,
  /** Bytes of the sources, as they lie in the files, that are read to complete an expression in a shell. */
  completionBytes: 4 * 1024 * 1024,
  /** Files that all sources together name. */
  files: 10_000,
  /** Malformed records that are kept with their place; those beyond are counted. */
  problems: 1_000,
} as const;

export type SourceLimits = { readonly [Name in keyof typeof SOURCE_LIMITS]: number };
