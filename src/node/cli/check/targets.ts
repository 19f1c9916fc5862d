import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { check, StowageError } from '../../../index.js';
import { readText } from '../../read.js';
import type { Session } from '../context.js';
import { checkDocument } from './check-document.js';
import { documentsOf } from './document.js';
import { type Checked, type Dialect, type Finding, findingOf } from './finding.js';
import { regionsOf } from './path.js';

/** Check the arguments of `stowage check`: each an expression, or a file with some. */
export async function checkTargets(session: Session, targets: readonly string[], dialect: Dialect): Promise<Checked> {
  const findings: Finding[] = [];
  let checked = 0;
  for (const target of targets) {
    const result = await checkTarget(session, target, dialect);
    findings.push(...result.findings);
    checked += result.checked;
  }
  return { findings, checked };
}

async function checkTarget(session: Session, argument: string, dialect: Dialect): Promise<Checked> {
  if (argument !== '-' && !(await isFile(session, argument))) {
    return { findings: check(argument, { dialect }).map((found) => findingOf(argument, found)), checked: 1 };
  }
  const { stdin, workingFolder } = session.context;
  const text = await readText(argument, { standardInput: stdin, workingFolder });
  const file = argument === '-' ? 'standard input' : argument;
  const documents = documentsOf(text, file);
  if (documents === undefined) return checkLines(text, file, dialect);
  const regionOf = regionsOf(text);
  const results = documents.map((document) => checkDocument(document, { file, dialect, regionOf }));
  return {
    findings: results.flatMap(({ findings }) => findings),
    checked: results.reduce((sum, result) => sum + result.checked, 0),
  };
}

/** An argument that names a file is that file. One that can only be meant as a file and is none is an error. */
async function isFile(session: Session, argument: string): Promise<boolean> {
  if (argument === '') return false;
  const found = await stat(resolve(session.context.workingFolder, argument)).catch(() => undefined);
  if (found?.isDirectory() === true) {
    throw new StowageError('source-unreadable', '', `${argument}: is a folder; name the files in it`);
  }
  if (found === undefined && /^\S+\.(?:json|txt|ya?ml|template)$/.test(argument)) {
    throw new StowageError('source-unreadable', '', `${argument}: there is no such file`);
  }
  return found !== undefined;
}

/** An expression a line; blank lines and those that begin with `#` are none. */
function checkLines(text: string, file: string, dialect: Dialect): Checked {
  const findings: Finding[] = [];
  let checked = 0;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const expression = line.replace(/\r$/, '');
    checked++;
    for (const found of check(expression, { dialect })) {
      const [column, endColumn] = [found.start + 1, found.end + 1];
      const place = { file, line: index + 1, column, endLine: index + 1, endColumn };
      findings.push({ ...place, ...findingOf(expression, found) });
    }
  }
  return { findings, checked };
}
