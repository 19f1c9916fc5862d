import type { Cluster, Dialect } from '../../index.js';
import type { OutputFormat } from '../output/answer.js';

/** What commands change, and statements are answered by. */
export interface Settings {
  /** What is asked; undefined until something is opened. */
  cluster: Cluster | undefined;
  /** Where it was read, so that it can be read again; empty for a cluster that was given by a program. */
  sources: readonly string[];
  /** What the files of the sources looked like before they were read. */
  fingerprint: string;
  mode: OutputFormat;
  isTimed: boolean;
  /** The statement before this one, for `.edit`. */
  last: string;
  readonly dialect: Dialect;
  /** Milliseconds since 1970: what `now` means in a statement that is run now. */
  readonly now: () => number;
}
