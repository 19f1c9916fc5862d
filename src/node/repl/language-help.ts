import { type Cluster, parse } from '../../index.js';
import { complete } from './completion.js';
import type { EditorHelp } from './line-editor.js';
import { isCommand } from './statements.js';

/** What the editor asks about statements: queries are for the language, commands for their table. */
export function languageHelp(cluster: () => Cluster | undefined, workingFolder: string): EditorHelp {
  return {
    highlight: () => [],
    isIncomplete: (text) => !isCommand(text) && isIncomplete(text),
    complete: (text, offset) => complete(text, offset, cluster(), workingFolder),
  };
}

/** Whether more text could make a query of this. */
export function isIncomplete(text: string): boolean {
  const parsed = parse(text);
  if (parsed.ok) return false;
  const end = text.trimEnd().length;
  return parsed.diagnostics.some(({ code, start }) => start >= end || OPEN.has(code));
}

const OPEN: ReadonlySet<string> = new Set(['unclosed-parenthesis', 'unterminated-quote']);
