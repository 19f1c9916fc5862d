/** One line of an answer: a plain JSON object. Fields that are absent in one row may be there in the next. */
export type Row = { readonly [field: string]: unknown };

/** A column of the table that people see. */
export interface Column {
  readonly title: string;
  readonly value: (row: Row) => unknown;
  /** Whether a cell that does not fit goes on below instead of being cut. */
  readonly wrap?: true;
  /** Whether it is shown although no row has a value. */
  readonly keep?: true;
  /** Whether it stands to the right, as columns of numbers do anyhow. */
  readonly align?: 'right';
}

/** What a command answers, before it takes one of the output formats. */
export interface Answer {
  /** The rows of every format. */
  readonly rows: readonly Row[];
  /** The key that `ids` prints for a row; undefined leaves the row out. */
  readonly id: (row: Row) => string | undefined;
  /** The fields of every row, where that is known: their columns stand in CSV whether or not some row has a value. */
  readonly fields?: readonly string[];
  /** Columns of the table; by default the fields of the rows. */
  readonly columns?: readonly Column[];
  /** What `json` and `yaml` hold where the answer is more than a list of rows. */
  readonly document?: Readonly<Record<string, unknown>>;
  /** How people see it where that is more than a table of the rows: lines without newlines. */
  readonly text?: (screen: Screen) => Iterable<string>;
}

/** What a person's view of an answer is fitted to. */
export interface Screen {
  /** Columns of the terminal; Infinity where nothing is to be cut. */
  readonly width: number;
  readonly color: boolean;
}

export const OUTPUT_FORMATS = ['table', 'json', 'ndjson', 'csv', 'yaml', 'ids'] as const;

export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Turns an answer into pieces of text, each of moderate size. */
export type Formatter = (answer: Answer, screen: Screen) => Iterable<string>;
