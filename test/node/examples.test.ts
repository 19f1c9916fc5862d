/** What `npm start` shows, and that the files it shows are what their README says. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

function read(path: string): Buffer {
  return readFileSync(new URL(`../../${path}`, import.meta.url));
}

describe('the examples', () => {
  it('have the fleet that their README says how to make', async () => {
    const [, args = ''] = /^stowage (generate .*?) \|/m.exec(read('examples/README.md').toString()) ?? [];
    const { stdout } = await runCli(args.split(' '));
    expect(gunzipSync(read('examples/fleet/fleet.ndjson.gz')).toString()).toBe(stdout);
  });

  it('are small enough to come with the repository', () => {
    expect(read('examples/fleet/fleet.ndjson.gz').length).toBeLessThan(300_000);
  });

  it('are what the tour shows, plain where it is no terminal', () => {
    const text = execFileSync(process.execPath, ['examples/tour.mjs'], { cwd: root, encoding: 'utf8' });
    const commands = [...text.matchAll(/^\$ stowage (\w+)/gm)].map(([, command]) => command);
    expect(commands).toEqual(['query', 'query', 'explain', 'check', 'place', 'why']);
    expect(text).toContain('0 of 300 instances can take a task');
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('stowage: ');
  });
});
