import type { Diagnostic } from '../../../index.js';
import type { Region } from './path.js';

export type Dialect = 'ecs' | 'stowage';

/** Something that is wrong, or worth knowing, and where. */
export interface Finding extends Partial<Region> {
  /** The file; absent where the expression was an argument. */
  readonly file?: string;
  /** JSON path in a JSON or YAML file. */
  readonly path?: string;
  /** The resource of a template or plan that it belongs to. */
  readonly resource?: string;
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** The text that `start` and `end` count in; absent where the finding is about what stands around an expression. */
  readonly expression?: string;
  readonly start?: number;
  readonly end?: number;
  readonly fix?: Diagnostic['fix'];
  /** Where the fix goes in the file; absent where it cannot be put there as it is. */
  readonly fixRegion?: Region;
  /** For rendering. */
  readonly diagnostic?: Diagnostic;
}

/** Findings, and the number of expressions that were looked at. */
export interface Checked {
  readonly findings: readonly Finding[];
  readonly checked: number;
}

/** What is said of an expression, without where that stands. */
export function findingOf(expression: string, diagnostic: Diagnostic): Finding {
  const { code, severity, message, start, end, fix } = diagnostic;
  return { code, severity, message, expression, start, end, ...(fix === undefined ? {} : { fix }), diagnostic };
}
