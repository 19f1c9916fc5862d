/** The limits of the interactive program, in one place. Each is documented in docs/LIMITS.md and tested at the limit and one over it. */
export const REPL_LIMITS = {
  /** Bytes of a history file before it is put aside as the older one of two. */
  historyBytes: 1024 * 1024,
  /** Characters of a statement that the history keeps. */
  historyStatement: 16_384,
  /** Statements that the arrow keys reach, whatever `historySize` asks for. */
  historySize: 100_000,
  /** Rows of a table on a terminal or in a file; the rest is counted, and other modes print all. */
  tableRows: 10_000,
  /** Scripts that read one another, one inside the other. */
  scriptDepth: 16,
  /** Characters of a statement on the terminal; more are not taken. */
  statementLength: 131_072,
  /** Keys that are kept for later while a query runs. */
  typedAhead: 4_096,
} as const;
