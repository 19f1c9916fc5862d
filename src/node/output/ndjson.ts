import type { Answer } from './answer.js';
import { withInfinity } from './json.js';

/** JSON lines: one row a line. */
export function* formatNdjson(answer: Answer): Iterable<string> {
  for (const row of answer.rows) yield `${JSON.stringify(row, withInfinity)}\n`;
}
