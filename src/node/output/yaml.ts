import { stringify } from 'yaml';
import type { Answer } from './answer.js';
import { withInfinity } from './json.js';

/** YAML: the rows as a sequence, or the answer's document. Written element by element. */
export function* formatYaml(answer: Answer): Iterable<string> {
  if (answer.document === undefined) {
    yield* sequence(answer.rows, '');
    return;
  }
  for (const [name, value] of Object.entries(answer.document)) {
    if (value === undefined) continue;
    if (!Array.isArray(value) || value.length === 0) {
      yield toYaml({ [name]: value });
      continue;
    }
    yield `${toYaml(name).trimEnd()}:\n`;
    yield* sequence(value, '  ');
  }
}

function* sequence(values: Iterable<unknown>, indent: string): Iterable<string> {
  let isEmpty = true;
  for (const value of values) {
    yield toYaml([value]).replace(/^(?=.)/gm, indent);
    isEmpty = false;
  }
  if (isEmpty) yield `${indent}[]\n`;
}

function toYaml(value: unknown): string {
  return stringify(value, withInfinity, { lineWidth: 0, aliasDuplicateObjects: false });
}
