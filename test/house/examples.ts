/**
 * Runs the examples of the documentation.
 *
 * `ts`, `js`: all blocks of a page are one program, that of `ts` blocks with right types. `// → value` behind a statement, or under it, is what it gives; `// throws code`
 * is the code (or the name) of the error that it throws.
 * `sh`: a command line at the root of the repository. A `text` or `json` block right after it is what it prints, on both
 * streams; `…` there stands for anything.
 */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import type { Block } from './pages.js';
import { root } from './sources.js';

const workspace = mkdtempSync(join(tmpdir(), 'stowage-docs-'));
mkdirSync(join(workspace, 'bin'));
mkdirSync(join(workspace, 'node_modules'));
symlinkSync(root, join(workspace, 'node_modules/stowage'));
writeFileSync(
  join(workspace, 'bin/stowage'),
  `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'dist/cli/stowage.js')}" "$@"\n`,
);
chmodSync(join(workspace, 'bin/stowage'), 0o755);

export function removeWorkspace(): void {
  rmSync(workspace, { recursive: true, force: true });
}

/** What a command line prints on both of its streams, in the order of printing. */
export async function runShell(commands: string): Promise<string> {
  const env = { ...process.env, PATH: `${workspace}/bin:${process.env['PATH']}`, NO_COLOR: '1', COLUMNS: '100' };
  const { output } = await run('bash', ['-c', `exec 2>&1\n${commands}`], env);
  return output;
}

/** Whether a text is what an example says it prints. */
export function isPrinted(expected: string, printed: string): boolean {
  const lines = (text: string) => text.replace(/[ \t]+$/gm, '').trimEnd();
  const pattern = lines(expected)
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('[\\s\\S]*?');
  return new RegExp(`^${pattern}$`).test(lines(printed));
}

/** What the compiler says of the `ts` blocks of a page. */
export function typeFaults(blocks: readonly Block[]): readonly string[] {
  const path = join(workspace, `${blocks[0]?.page.replaceAll('/', '-')}.mts`);
  writeFileSync(path, blocks.map((block) => block.text).join('\n'));
  const program = ts.createProgram([path], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    types: [],
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}

/** What is wrong when the blocks of a page run, one line a fault. */
export async function runProgram(blocks: readonly Block[]): Promise<readonly string[]> {
  const code = blocks.map((block) => instrument(block.text, `${block.page}:${block.line}`)).join('\n');
  const { outputText } = ts.transpileModule(`${HARNESS}\n${code}\nfinish();`, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: false },
  });
  const path = join(workspace, `${blocks[0]?.page.replaceAll('/', '-')}.mjs`);
  writeFileSync(path, outputText);
  const { status, output } = await run(process.execPath, [path], process.env);
  if (status !== 0) return [output];
  return JSON.parse(output.slice(output.lastIndexOf('\n', output.length - 2) + 1)) as string[];
}

const HARNESS = `
import { inspect as inspectValue, isDeepStrictEqual as isSame } from 'node:util';
const faults: string[] = [];
let examples = 0;
function expectValue(place: string, value: unknown, expected: unknown) {
  examples++;
  if (!isSame(value, expected)) faults.push(place + ': gives ' + inspectValue(value, { depth: 8, breakLength: 200 }));
}
function expectError(place: string, action: () => unknown, expected: string) {
  examples++;
  try {
    action();
    faults.push(place + ': does not throw');
  } catch (error) {
    const { code, name, message } = error as { code?: string; name: string; message: string };
    if ((code ?? name) !== expected) faults.push(place + ': throws ' + (code ?? name) + ': ' + message);
  }
}
function finish() {
  if (examples === 0) faults.push('the page has ts blocks, but says of nothing what it gives');
  console.log('\\n' + JSON.stringify(faults));
}
`;

/** The program with each promise of a comment turned into a check of it. */
function instrument(text: string, place: string): string {
  const file = ts.createSourceFile('example.ts', text, ts.ScriptTarget.ES2023, true);
  return file.statements.map((statement) => instrumentStatement(statement, text, place)).join('\n');
}

const PROMISE = /^[ \t]*\n?[ \t]*\/\/ (→|throws) (.*(?:\n[ \t]*\/\/ {3}.*)*)/;

function instrumentStatement(statement: ts.Statement, text: string, place: string): string {
  const promise = PROMISE.exec(text.slice(statement.getEnd()));
  const code = statement.getText();
  if (promise === null) return code;
  const expected = (promise[2] ?? '').replace(/\n[ \t]*\/\//g, '\n');
  const expression = ts.isExpressionStatement(statement) ? statement.expression.getText() : undefined;
  if (promise[1] === 'throws') return `expectError('${place}', () => { ${code} }, '${expected.trim()}');`;
  if (expression !== undefined) return `expectValue('${place}', ${expression}, ${expected});`;
  if (!ts.isVariableStatement(statement))
    throw new Error(`${place}: a comment promises what the statement cannot give`);
  const name = statement.declarationList.declarations.at(-1)?.name.getText();
  return `${code}\nexpectValue('${place}', ${name}, ${expected});`;
}

function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { cwd: root, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ status, output: stdout + stderr });
    });
    child.stdin?.end();
  });
}
