import { readdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type Cluster, complete as completeQuery, type Dialect } from '../../index.js';
import type { Candidate } from './candidate.js';
import { COMMANDS } from './commands.js';
import { isCommand } from './statements.js';

/** Of what a statement is asked, and in which dialect. */
export interface Asked {
  readonly cluster: Cluster | undefined;
  readonly dialect: Dialect;
  /** What `now` means, in milliseconds since 1970. */
  readonly now: () => number;
}

/** What may stand at an offset of a statement: in a query what the language says, in a command what that takes. */
export async function complete(
  text: string,
  offset: number,
  { cluster, dialect, now }: Asked,
  workingFolder: string,
): Promise<readonly Candidate[]> {
  if (!isCommand(text)) return completeQuery(text, offset, cluster, { dialect, now: now() });
  const begun = text.slice(0, offset);
  const [, head = '', argument = ''] = /^(\s*\S*\s*)([\s\S]*)$/.exec(begun) ?? [];
  if (!/\s$/.test(head)) return completeName(begun);
  const { takes } = COMMANDS.find(({ name }) => name === head.trim()) ?? { takes: 'nothing' as const };
  if (takes === 'nothing') return [];
  if (takes === 'files') return completeFile(begun, workingFolder);
  if (takes === 'query')
    return shifted(
      completeQuery(text.slice(head.length), offset - head.length, cluster, { dialect, now: now() }),
      head.length,
    );
  return startingWith(
    argument,
    head.length,
    takes().map((word) => ({ text: word, description: '' })),
  );
}

function shifted(candidates: readonly Candidate[], by: number): readonly Candidate[] {
  return candidates.map((candidate) => ({ ...candidate, start: candidate.start + by, end: candidate.end + by }));
}

function completeName(begun: string): readonly Candidate[] {
  const start = begun.indexOf('.');
  const rows = COMMANDS.map(({ name, summary }) => ({ text: name, description: summary }));
  return startingWith(begun.slice(start), start, rows);
}

function startingWith(
  begun: string,
  start: number,
  rows: readonly { readonly text: string; readonly description: string }[],
): readonly Candidate[] {
  return rows.filter(({ text }) => text.startsWith(begun)).map((row) => ({ ...row, start, end: start + begun.length }));
}

/** Names of files that go on from the last word; folders end in a slash, so that they can be gone into. */
async function completeFile(begun: string, workingFolder: string): Promise<readonly Candidate[]> {
  const word = /[^\s'"]*$/.exec(begun)?.[0] ?? '';
  const folder = word.endsWith('/') ? word : word === basename(word) ? '' : `${dirname(word)}/`.replace('//', '/');
  const beginning = word.slice(folder.length);
  const entries = await readdir(resolve(workingFolder, folder), { withFileTypes: true }).catch(() => []);
  const start = begun.length - word.length;
  return entries
    .filter(
      ({ name }) => name.startsWith(beginning) && (beginning !== '' || !name.startsWith('.')) && !/[\s'"\\]/.test(name),
    )
    .map((entry) => ({
      text: `${folder}${entry.name}${entry.isDirectory() ? '/' : ''}`,
      start,
      end: begun.length,
      description: entry.isDirectory() ? 'folder' : '',
    }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
}
