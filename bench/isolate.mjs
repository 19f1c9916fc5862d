/**
 * A function of a module, called in a process of its own: so that its memory, its garbage and what the compiler learnt are its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';

const MEMORY_MIB = 20_000;
const ENTRY = fileURLToPath(new URL('isolated.mjs', import.meta.url));

/**
 * @param {string} module its URL
 * @param {string} name of an exported function that takes one argument
 * @param {unknown} argument that survives JSON, as the result has to
 * @returns {unknown}
 */
export function callIsolated(module, name, argument) {
  const folder = mkdtempSync(join(tmpdir(), 'stowage-bench-'));
  const file = join(folder, 'call.json');
  try {
    writeFileSync(file, JSON.stringify(argument));
    const flags = ['--expose-gc', '--no-warnings', `--max-old-space-size=${MEMORY_MIB}`];
    const { status, signal } = spawnSync(execPath, [...flags, ENTRY, module, name, file], {
      stdio: ['ignore', 2, 2],
    });
    if (status !== 0) throw new Error(`${name} of ${module} ended with ${signal ?? status}`);
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
