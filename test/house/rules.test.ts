/** Habits of the house that a machine can check. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { placeOf, readText, repositoryFiles, sourceFiles, visit } from './sources.js';

const files = sourceFiles();
const core = files.filter((file) => !file.fileName.startsWith('src/node/'));
const texts = repositoryFiles().filter((path) => /\.(ts|mjs|js|json|jsonl|md|ebnf|html|svg|yaml|yml|sh)$/.test(path));
/** Public text: what a reader of the repository or of the package sees. Tests may read data that lies beside it. */
const publicTexts = texts.filter((path) => !path.startsWith('test/') && path !== 'package-lock.json');

/** Places of the nodes for which `wrong` holds. */
function placesWhere(sources: readonly ts.SourceFile[], wrong: (node: ts.Node) => boolean): readonly string[] {
  const places: string[] = [];
  for (const source of sources) {
    visit(source, (node) => {
      if (wrong(node)) places.push(placeOf(node));
    });
  }
  return places;
}

/** `path:line: text` of the lines that match. */
function linesMatching(paths: readonly string[], pattern: RegExp): readonly string[] {
  return paths.flatMap((path) =>
    readText(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
  );
}

const parsed = (text: string) => [ts.createSourceFile('example.ts', text, ts.ScriptTarget.ES2023, true)];

/** What makes a result depend on when or where it was computed. */
function isNondeterministic(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) {
    return ['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID'].includes(node.getText());
  }
  return ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0;
}

describe('types', () => {
  const isAny = (node: ts.Node) => node.kind === ts.SyntaxKind.AnyKeyword;

  it('are never switched off with any', () => {
    expect(placesWhere(parsed('let a: any'), isAny)).toEqual(['example.ts:1']);
    expect(placesWhere(files, isAny)).toEqual([]);
  });

  it('are never switched off with a comment', () => {
    const switchedOff = /@ts-(ignore|nocheck|expect-error)/;
    expect(['@ts', 'ignore'].join('-')).toMatch(switchedOff);
    const paths = texts.filter((path) => /\.(ts|mjs)$/.test(path));
    expect(linesMatching(paths, switchedOff)).toEqual([]);
  });
});

describe('the core', () => {
  it('reads no clock and draws no random number of its own', () => {
    expect(placesWhere(parsed('Date.now();\nnew Date();\nnew Date(0);'), isNondeterministic)).toEqual([
      'example.ts:1',
      'example.ts:2',
    ]);
    expect(placesWhere(core, isNondeterministic)).toEqual([]);
  });

  it('makes no code at run time', () => {
    const makesCode = (node: ts.Node) =>
      (ts.isNewExpression(node) && node.expression.getText() === 'Function') ||
      (ts.isCallExpression(node) && node.expression.getText() === 'eval');
    expect(placesWhere(parsed('eval("1")'), makesCode)).toEqual(['example.ts:1']);
    expect(placesWhere(core, makesCode)).toEqual([]);
  });
});

describe('size', () => {
  const lines = (file: ts.SourceFile) => file.text.split('\n').length - 1;

  it('of a source file is at most 400 lines', () => {
    expect(files.filter((file) => lines(file) > 400).map((file) => `${file.fileName}: ${lines(file)}`)).toEqual([]);
  });

  it('of a function is small: a median of at most 15 lines, nine of ten under 60', () => {
    const lengths = files.flatMap(functionLengths).sort((a, b) => a - b);
    expect(lengths.length).toBeGreaterThan(0);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(15);
    expect(lengths[Math.floor(lengths.length * 0.9)]).toBeLessThan(60);
  });
});

/** Lines of each named function and method. */
function functionLengths(file: ts.SourceFile): readonly number[] {
  const lengths: number[] = [];
  const line = (position: number) => file.getLineAndCharacterOfPosition(position).line;
  visit(file, (node) => {
    if ((ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) && node.body) {
      lengths.push(line(node.getEnd()) - line(node.getStart(file)) + 1);
    }
  });
  return lengths;
}

describe('text', () => {
  it('names no path outside the repository', () => {
    const outside = /(^|[\s"'`(=])(\/(work|root|home|tmp|Users|mnt)\/\w|~\/\w|\.\.\/shared\b)/;
    expect('see ../shared/spec and "/home/someone"').toMatch(outside);
    expect(linesMatching(publicTexts, outside)).toEqual([]);
  });

  it('names no registry, in the lock file neither', () => {
    const registry = /\bregistry\.[\w-]+\.\w+|\bunpkg\.com|\bcdn\.|\bjsdelivr\b/;
    expect(['https://', 'registry', '.example.org'].join('')).toMatch(registry);
    expect(linesMatching([...publicTexts, 'package-lock.json', '.npmrc', '.ci/run'], registry)).toEqual([]);
  });

  it('leaves no mark of unfinished work', () => {
    // The classes keep this line from matching itself.
    const mark = /\b(TO[D]O|FIX[M]E|X[X]X)\b|\b(it|test|describe)\.(skip|only|todo)\b/;
    expect('TO'.concat('DO: later')).toMatch(mark);
    expect(linesMatching(texts, mark)).toEqual([]);
  });
});
