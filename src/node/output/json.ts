import type { Answer } from './answer.js';

const INDENT = '  ';

/** One JSON document: the rows as an array, or the answer's document. Arrays are written element by element. */
export function* formatJson(answer: Answer): Iterable<string> {
  if (answer.document === undefined) {
    yield* array(answer.rows, '');
    yield '\n';
    return;
  }
  let separator = '{';
  for (const [name, value] of Object.entries(answer.document)) {
    if (value === undefined) continue;
    yield `${separator}\n${INDENT}${JSON.stringify(name)}: `;
    if (Array.isArray(value)) yield* array(value, INDENT);
    else yield toJson(value, INDENT);
    separator = ',';
  }
  yield separator === '{' ? '{}\n' : '\n}\n';
}

function* array(values: Iterable<unknown>, indent: string): Iterable<string> {
  let separator = '[';
  for (const value of values) {
    yield `${separator}\n${indent}${INDENT}${toJson(value, indent + INDENT)}`;
    separator = ',';
  }
  yield separator === '[' ? '[]' : `\n${indent}]`;
}

function toJson(value: unknown, indent: string): string {
  const text = JSON.stringify(value, withInfinity, INDENT);
  return indent === '' ? text : text.replaceAll('\n', `\n${indent}`);
}

/** JSON has no infinity, and `null` would read as unknown: it is written as the text that `Number` reads back. */
export function withInfinity(_key: string, value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY ? 'Infinity' : value;
}
