/** Who may import whom. The table is the architecture; a new folder or package needs a row here. */
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Import, importsOf, readText, repositoryFiles, sourceFiles } from './sources.js';

interface Rule {
  /** What else it may import: other folders, or single files. */
  readonly folders: readonly string[];
  /** npm packages it may import. */
  readonly packages: readonly string[];
  /** Whether it may import Node's own modules. */
  readonly node?: boolean;
}

const CORE = ['language', 'model', 'sources', 'store', 'query', 'placement', 'transactions'];

const RULES: Readonly<Record<string, Rule>> = {
  // Every limit stands in one file, those of the language too.
  language: { folders: ['model/limits.ts'], packages: ['chevrotain', 'leven'] },
  model: { folders: [], packages: [] },
  sources: { folders: ['model'], packages: ['lodash-es', 'pure-rand'] },
  store: { folders: ['model'], packages: ['lodash-es'] },
  query: { folders: ['language', 'model', 'store'], packages: ['lodash-es', 're2js'] },
  placement: { folders: ['model', 'store', 'query'], packages: ['lodash-es', 'pure-rand'] },
  transactions: { folders: ['model', 'store', 'placement'], packages: [] },
  'cluster.ts': { folders: CORE, packages: [] },
  'index.ts': { folders: [...CORE, 'cluster.ts'], packages: [] },
  node: {
    folders: ['index.ts', '../package.json'],
    node: true,
    packages: [
      '@commander-js/extra-typings',
      'cli-progress',
      'commander',
      'csv-stringify',
      'lodash-es',
      'pure-rand',
      'tinyglobby',
      'yaml',
    ],
  },
};

/** Bundled into the command, so their packages need not be installed with the library. */
const BUNDLED = /^src\/node\/(cli|output)\//;

const files = sourceFiles();
const imports = files.flatMap(importsOf);

/** `src/query/check.ts` → `query`; `src/index.ts` → `index.ts`; what lies outside of src has none. */
function folderOf(path: string): string {
  return path.startsWith('src/') ? (path.split('/')[1] ?? '') : '';
}

const told = (edge: Import): string => `${edge.from} imports ${edge.to}`;

describe('imports', () => {
  it('sees the sources and their imports', () => {
    expect(files.length).toBeGreaterThan(5);
    expect(imports.map(told)).toContain('src/language/ast.ts imports src/language/diagnostic.ts');
  });

  it('has a rule for every folder of src', () => {
    const folders = new Set(files.map((file) => folderOf(file.fileName)));
    expect([...folders].filter((folder) => RULES[folder] === undefined)).toEqual([]);
  });

  it('goes only where the table allows', () => {
    const forbidden = imports.filter((edge) => {
      if (!edge.relative) return false;
      const [from, to] = [folderOf(edge.from), folderOf(edge.to)];
      const allowed = RULES[from]?.folders ?? [];
      return from !== to && !allowed.includes(to) && !allowed.includes(posix.relative('src', edge.to));
    });
    expect(forbidden.map(told)).toEqual([]);
  });

  it('names files that exist', () => {
    const paths = new Set(repositoryFiles());
    expect(imports.filter((edge) => edge.relative && !paths.has(edge.to)).map(told)).toEqual([]);
  });

  it('takes only the packages the table allows', () => {
    const forbidden = imports.filter((edge) => {
      const rule = RULES[folderOf(edge.from)];
      if (edge.relative) return false;
      return edge.to.startsWith('node:') ? rule?.node !== true : !rule?.packages.includes(edge.to);
    });
    expect(forbidden.map(told)).toEqual([]);
  });

  it('takes only packages that are installed with the library', () => {
    const { dependencies } = JSON.parse(readText('package.json')) as { dependencies: Record<string, string> };
    const missing = imports.filter(
      (edge) =>
        !edge.relative && !edge.to.startsWith('node:') && !BUNDLED.test(edge.from) && !(edge.to in dependencies),
    );
    expect(missing.map(told)).toEqual([]);
  });

  it('has no cycles', () => {
    const edges = new Map<string, string[]>();
    for (const { from, to, relative } of imports) {
      if (relative) edges.set(from, [...(edges.get(from) ?? []), to]);
    }
    expect(findCycle(edges)).toEqual([]);
    expect(findCycle(new Map([...edges, ['a', ['b']], ['b', ['c']], ['c', ['b']]]))).toEqual(['b', 'c', 'b']);
  });
});

/** A path that ends where it begins, or nothing. */
function findCycle(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const walk = (node: string): readonly string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return [];
    path.push(node);
    for (const next of edges.get(node) ?? []) {
      const cycle = walk(next);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    done.add(node);
    return [];
  };
  for (const node of edges.keys()) {
    const cycle = walk(node);
    if (cycle.length > 0) return cycle;
  }
  return [];
}
