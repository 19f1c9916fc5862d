import type { Answer } from './answer.js';

/** The keys alone, one a line. */
export function* formatIds(answer: Answer): Iterable<string> {
  for (const row of answer.rows) {
    const id = answer.id(row);
    if (id !== undefined) yield `${id}\n`;
  }
}
