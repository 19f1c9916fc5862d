import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { check, type Diagnostic, StowageError } from '../../index.js';
import { jsonFault } from '../json-text.js';
import { readText } from '../read.js';
import { checkConstraintList, constraintLists } from './constraint-lists.js';
import type { Session } from './context.js';

/** Something that is wrong, or worth knowing, and where. */
export interface Finding {
  /** The file; absent where the expression was an argument. */
  readonly file?: string;
  /** Line of a text file. */
  readonly line?: number;
  /** JSON path in a JSON file. */
  readonly path?: string;
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  /** The text that `start` and `end` count in; absent where the finding is about what stands around an expression. */
  readonly expression?: string;
  readonly start?: number;
  readonly end?: number;
  readonly fix?: Diagnostic['fix'];
  /** For rendering. */
  readonly diagnostic?: Diagnostic;
}

/** Findings, and the number of expressions that were looked at. */
export interface Checked {
  readonly findings: readonly Finding[];
  readonly checked: number;
}

/** An expression and where it stands. */
interface Target {
  readonly file?: string;
  readonly line?: number;
  readonly path?: string;
  readonly text: string;
}

type Dialect = 'ecs' | 'stowage';

/** Check the arguments of `stowage check`: each an expression, or a file with some. */
export async function checkTargets(session: Session, targets: readonly string[], dialect: Dialect): Promise<Checked> {
  const findings: Finding[] = [];
  let checked = 0;
  for (const target of targets) {
    for (const found of await targetsOf(session, target)) {
      if ('text' in found) {
        findings.push(...checkExpression(found, dialect));
        checked++;
      } else findings.push(found);
    }
  }
  return { findings, checked };
}

function checkExpression(target: Target, dialect: Dialect): readonly Finding[] {
  const { text, ...place } = target;
  return check(text, { dialect }).map((diagnostic) => ({
    ...place,
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    expression: text,
    start: diagnostic.start,
    end: diagnostic.end,
    ...(diagnostic.fix === undefined ? {} : { fix: diagnostic.fix }),
    diagnostic,
  }));
}

async function targetsOf(session: Session, argument: string): Promise<readonly (Target | Finding)[]> {
  if (argument !== '-' && !(await isFile(session, argument))) return [{ text: argument }];
  const { stdin, workingFolder } = session.context;
  const text = await readText(argument, { standardInput: stdin, workingFolder });
  const file = argument === '-' ? 'standard input' : argument;
  return /^\s*[[{]/.test(text) || argument.endsWith('.json') ? inJson(text, file) : inLines(text, file);
}

/** An argument that names a file is that file. One that can only be meant as a file and is none is an error. */
async function isFile(session: Session, argument: string): Promise<boolean> {
  if (argument === '') return false;
  const found = await stat(resolve(session.context.workingFolder, argument)).catch(() => undefined);
  if (found?.isDirectory() === true) {
    throw new StowageError('source-unreadable', '', `${argument}: is a folder; name the files in it`);
  }
  if (found === undefined && /^\S+\.(?:json|txt)$/.test(argument)) {
    throw new StowageError('source-unreadable', '', `${argument}: there is no such file`);
  }
  return found !== undefined;
}

function inJson(text: string, file: string): readonly (Target | Finding)[] {
  const found: (Target | Finding)[] = [];
  for (const list of constraintLists(parseJson(text, file))) {
    for (const finding of checkConstraintList(list)) {
      const { path } = finding;
      if (finding.kind === 'expression') found.push({ file, path, text: finding.text });
      else found.push({ file, path, code: finding.code, severity: finding.kind, message: finding.message });
    }
  }
  return found;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw jsonFault(text, { name: file, line: 1, column: 1 });
  }
}

function inLines(text: string, file: string): readonly Target[] {
  return text
    .split('\n')
    .map((line, index) => ({ file, line: index + 1, text: line.replace(/\r$/, '') }))
    .filter(({ text: line }) => !/^\s*(?:#|$)/.test(line));
}
