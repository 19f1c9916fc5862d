/** The repository as the house tests see it: its files, and the imports of its TypeScript sources. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Every file that is or is about to be committed, as paths relative to the root, with `/`. */
export function repositoryFiles(): readonly string[] {
  const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const deleted = execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: root, encoding: 'utf8' });
  const gone = new Set(deleted.split('\0'));
  return [...new Set(listing.split('\0'))].filter((path) => path !== '' && !gone.has(path)).sort();
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** `src/**.ts`, read and parsed. */
export function sourceFiles(): readonly ts.SourceFile[] {
  return repositoryFiles()
    .filter((path) => path.startsWith('src/') && path.endsWith('.ts'))
    .map((path) => ts.createSourceFile(path, readText(path), ts.ScriptTarget.ES2023, true));
}

export interface Import {
  /** The importing file, relative to the root. */
  readonly from: string;
  /** The imported file relative to the root, or the package as written. */
  readonly to: string;
  readonly relative: boolean;
}

/** Every `import`, `export … from`, `import()` and `import('…')` type of a file, type-only ones included. */
export function importsOf(file: ts.SourceFile): readonly Import[] {
  return moduleSpecifiers(file).map((specifier) => {
    const relative = specifier.startsWith('.');
    const to = relative
      ? posix.join(posix.dirname(file.fileName), specifier).replace(/\.js$/, '.ts')
      : packageName(specifier);
    return { from: file.fileName, to, relative };
  });
}

function moduleSpecifiers(file: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  visit(file, (node) => {
    const specifier = specifierOf(node);
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) found.push(specifier.text);
  });
  return found;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  return undefined;
}

/** `pure-rand/generator/xoroshiro128plus` → `pure-rand`; `node:fs` stays. */
function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Call `look` on a node and everything below it. */
export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

/** `path:line`, for messages. */
export function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
}
