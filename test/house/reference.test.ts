/** The reference of the library (`npm run docs`) can be made, and leaves nothing out that its pages speak of. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { root } from './sources.js';

const run = promisify(execFile);

it('has all that it refers to, and links that lead somewhere', async () => {
  const typedoc = join(root, 'node_modules/typedoc/bin/typedoc');
  // Where something is missing it ends with a status other than 0, and `run` throws with what it said.
  const { stdout, stderr } = await run(process.execPath, [typedoc, '--emit', 'none', '--logLevel', 'Warn'], {
    cwd: root,
  });
  expect(stdout + stderr).toBe('');
}, 180_000);
