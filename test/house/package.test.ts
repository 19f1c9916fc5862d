/** The package as a user gets it: packed, installed in a project of its own, used from Node and from a browser's bundle. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './sources.js';

const workspace = mkdtempSync(join(tmpdir(), 'stowage-package-'));
const project = join(workspace, 'project');
let tarball = '';

/** Run a command and give what it printed; its errors are in the exception. */
function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function manifest(): { version: string; exports: Record<string, unknown> } {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

/** Two hosts; only one is in zone b and it has 512 MiB left. */
const FLEET = {
  containerInstances: ['a', 'b'].map((zone) => ({
    containerInstanceArn: `arn:aws:ecs:eu-central-1:123456789012:container-instance/demo/${zone}`,
    status: 'ACTIVE',
    agentConnected: true,
    attributes: [{ name: 'ecs.availability-zone', value: `eu-central-1${zone}` }],
    remainingResources: [
      { name: 'CPU', type: 'INTEGER', integerValue: 1024 },
      { name: 'MEMORY', type: 'INTEGER', integerValue: 512 },
    ],
    registeredResources: [
      { name: 'CPU', type: 'INTEGER', integerValue: 2048 },
      { name: 'MEMORY', type: 'INTEGER', integerValue: 4096 },
    ],
  })),
};

/** Says what it found as JSON text: the same in Node and in a browser. */
const PROGRAM = `
  import { Cluster } from 'stowage';
  const cluster = Cluster.from(${JSON.stringify(FLEET)});
  const ids = cluster.prepare('attribute:ecs.availability-zone =~ .*b').ids();
  const plan = cluster.place({ cpu: 256, memory: 256, count: 3, placementStrategy: [{ type: 'binpack', field: 'memory' }],
    placementConstraints: [{ type: 'memberOf', expression: 'attribute:ecs.availability-zone == eu-central-1b' }] });
  export const answer = JSON.stringify({ ids, placed: plan.placements.map((placement) => placement.instance),
    unplaced: plan.unplaced.map((task) => task.index) });
`;

const B = FLEET.containerInstances[1]?.containerInstanceArn;
const ANSWER = { ids: [B], placed: [B, B], unplaced: [2] };

beforeAll(() => {
  mkdirSync(project);
  // The build has run before the tests (see pretest); a second one here would take its files away from other tests.
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', workspace];
  const [packed] = JSON.parse(run('npm', args, root)) as [{ filename: string }];
  tarball = join(workspace, packed.filename);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  // What it depends on is in npm's cache from the repository's own installation.
  run('npm', ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball], project);
}, 120_000);

afterAll(() => rmSync(workspace, { recursive: true, force: true }));

describe('the packed package', () => {
  it('holds what it promises and nothing else', () => {
    const names = run('tar', ['-tzf', tarball], workspace).trim().split('\n');
    const tops = new Set(names.map((name) => name.split('/')[1]));
    expect([...tops].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'docs',
      'grammar',
      'package.json',
    ]);
    expect(names.filter((name) => /\.test\.|\.tsbuildinfo$/.test(name))).toEqual([]);
  });

  it('installs nothing but its dependencies, and no install script', () => {
    const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { hasInstallScript?: boolean }>;
    };
    const installed = Object.entries(lock.packages);
    expect(installed.length).toBeLessThanOrEqual(20);
    expect(installed.filter(([, info]) => info.hasInstallScript)).toEqual([]);
  });

  it('answers in Node', () => {
    writeFileSync(join(project, 'program.js'), `${PROGRAM}\nconsole.log(answer);`);
    expect(JSON.parse(run(process.execPath, ['program.js'], project))).toEqual(ANSWER);
  });

  it('can be imported by each of its names', () => {
    for (const name of Object.keys(manifest().exports)) {
      const specifier = name === '.' ? 'stowage' : `stowage/${name.slice(2)}`;
      const attributes = specifier.endsWith('.json') ? `, { with: { type: 'json' } }` : '';
      const program = `const module = await import('${specifier}'${attributes}); console.log(Object.keys(module).length > 0)`;
      expect(run(process.execPath, ['--input-type=module', '--eval', program], project).trim()).toBe('true');
    }
  });

  it('has its command', () => {
    expect(run('npx', ['--no-install', 'stowage', '--version'], project).trim()).toBe(manifest().version);
  });

  it('answers in a browser, where there is nothing of Node', async () => {
    const bundle = await build({
      stdin: { contents: PROGRAM, resolveDir: project },
      bundle: true,
      platform: 'browser',
      format: 'iife',
      globalName: 'program',
      minify: true,
      write: false,
      logLevel: 'silent',
    });
    const [file] = bundle.outputFiles;
    const page = createContext({});
    expect(runInContext('[typeof process, typeof require, typeof window].join()', page)).toBe(
      'undefined,undefined,undefined',
    );
    runInContext(file?.text ?? '', page);
    expect(JSON.parse(runInContext('program.answer', page))).toEqual(ANSWER);
  });
});

describe('the linters of packages', () => {
  it('publint finds nothing', () => {
    expect(run('npx', ['--no-install', 'publint', '--strict', tarball], root)).toContain('All good!');
  });

  it('attw finds nothing', () => {
    // Its status is the answer; the profile leaves out the resolutions that a package of ES modules cannot have.
    const printed = run('npx', ['--no-install', 'attw', tarball, '--profile', 'esm-only', '--format', 'json'], root);
    expect(Object.keys(JSON.parse(printed).analysis.entrypoints)).toEqual(Object.keys(manifest().exports));
  });
});

describe('the build', () => {
  it('has types and maps beside each module of the library', () => {
    for (const entry of ['index', 'node/index']) {
      for (const kind of ['.js', '.js.map', '.d.ts'])
        expect(existsSync(join(root, `dist/lib/${entry}${kind}`))).toBe(true);
    }
  });
});
