/**
 * Builds the package: the library with its types (dist/lib, tsc) and the command line as one bundle (dist/cli, esbuild).
 *
 * `node scripts/build.mjs` keeps what has not changed; `--clean` starts from nothing.
 */
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { bundleCli, ROOT } from './bundle.mjs';

const LIBRARY = join(ROOT, 'dist/lib');
const CLI = join(ROOT, 'dist/cli');
const BUILD_INFO = join(ROOT, 'node_modules/.cache/stowage/library.tsbuildinfo');

const run = promisify(execFile);

if (process.argv.includes('--clean')) await rm(join(ROOT, 'dist'), { recursive: true, force: true });
await Promise.all([buildLibrary(), buildCli()]);

/** tsc keeps track of what changed, but not of files that were deleted on either side. */
async function buildLibrary() {
  if (!(await exists(LIBRARY))) await rm(BUILD_INFO, { force: true });
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const project = ['-p', 'tsconfig.build.json', '--incremental', '--tsBuildInfoFile', BUILD_INFO];
  try {
    await run(process.execPath, [tsc, ...project], { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    // What tsc found says it better than the trace of a failed process.
    process.stderr.write(/** @type {{ stdout: string }} */ (error).stdout);
    process.exitCode = 1;
    return;
  }
  await removeOrphans();
}

/** Outputs whose source is gone. */
async function removeOrphans() {
  for (const file of await readdir(LIBRARY, { recursive: true })) {
    const source = join(ROOT, 'src', file.replace(/(?:\.d\.ts|\.js|\.js\.map)$/, '.ts'));
    if (/\.(?:ts|js|map)$/.test(file) && !(await exists(source))) await rm(join(LIBRARY, file));
  }
}

async function buildCli() {
  const { inputs, outputs } = await bundleCli(CLI);
  await chmod(join(CLI, 'stowage.js'), 0o755);
  await removeOldChunks(Object.keys(outputs));
  await writeFile(join(CLI, 'THIRD-PARTY-NOTICES.txt'), await notices(Object.keys(inputs)));
}

/** @param {readonly string[]} outputs of this build, relative to the root */
async function removeOldChunks(outputs) {
  const current = new Set(outputs.map((output) => resolve(ROOT, output)));
  const chunks = join(CLI, 'chunks');
  await mkdir(chunks, { recursive: true });
  for (const file of await readdir(chunks)) {
    if (!current.has(join(chunks, file))) await rm(join(chunks, file));
  }
}

/**
 * Name, version and licence of every package in the bundle.
 * @param {readonly string[]} inputs files that were bundled, relative to the root
 */
async function notices(inputs) {
  const folders = new Set(inputs.flatMap((input) => packageFolder(input) ?? []));
  const texts = new Set(await Promise.all([...folders].sort().map(noticeOf)));
  return `The stowage command line contains the following packages.\n\n${[...texts].join('\n')}`;
}

/** @param {string} input */
function packageFolder(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
}

/** @param {string} folder */
async function noticeOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(ROOT, folder, 'package.json'), 'utf8'));
  const files = (await readdir(join(ROOT, folder)))
    .filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file))
    .sort();
  if (files.length === 0) throw new Error(`${relative(ROOT, folder)} is bundled, but has no licence file`);
  const texts = await Promise.all(files.map((file) => readFile(join(ROOT, folder, basename(file)), 'utf8')));
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n${'='.repeat(80)}\n\n${texts.join('\n').trim()}\n`;
}

/** @param {string} path */
async function exists(path) {
  return stat(path).then(
    () => true,
    () => false,
  );
}
