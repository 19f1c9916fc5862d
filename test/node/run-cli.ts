/** Running the command line inside the test's own process. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { afterAll } from 'vitest';
import type { OutputStream } from '../../src/node/cli/context.js';
import { run } from '../../src/node/cli/run.js';

export interface CliOptions {
  /** What standard input holds. */
  readonly stdin?: string | Uint8Array;
  /** Whether standard output and error are a terminal, and how wide; not one where not set. */
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly workingFolder?: string;
}

export interface CliResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const { stdin = '', columns, env = {}, workingFolder = tmpdir() } = options;
  const [stdout, stderr] = [new Collected(columns), new Collected(columns)];
  const input = typeof stdin === 'string' ? Buffer.from(stdin) : stdin;
  const status = await run(args, { stdin: chunksOf(input), stdout, stderr, env, workingFolder });
  return { status, stdout: await stdout.all(), stderr: await stderr.all() };
}

/** Small chunks, so that what is split over two of them is met. */
async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

class Collected extends Writable implements OutputStream {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly #chunks: Buffer[] = [];

  constructor(columns: number | undefined) {
    super();
    this.isTTY = columns !== undefined;
    this.columns = columns ?? 80;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    setImmediate(done);
  }

  async all(): Promise<string> {
    this.end();
    await finished(this);
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}

/** A folder of its own for a test file, gone when the tests are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stowage-node-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Write a file below a folder, with the folders on its way; what is no text or bytes is written as JSON. Gives its path. */
export function writeFixture(folder: string, name: string, content: unknown): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  const isData = typeof content === 'string' || content instanceof Uint8Array;
  writeFileSync(path, isData ? content : JSON.stringify(content));
  return path;
}
