import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { LoadedCluster, LoadProgress } from '../../src/node/index.js';
import { loadCluster, readJson, readText, SOURCE_LIMITS } from '../../src/node/index.js';
import { temporaryFolder, writeFixture } from './run-cli.js';
import { INSTANCES, instanceArn, TASKS } from './small-fleet.js';

const folder = temporaryFolder();
const inFolder = { workingFolder: folder };
const lines = [INSTANCES, TASKS].map((page) => JSON.stringify(page)).join('\n');
const hosts = ['a1', 'a2', 'b1', 'b2'].map(instanceArn);

function keys({ cluster }: LoadedCluster): readonly string[] {
  return cluster.prepare('ec2InstanceId =~ .*').ids();
}

async function* bytesOf(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(content);
}

describe('loadCluster', () => {
  it('reads a file, JSON or JSON lines, pretty or not, compressed or not, whatever its name', async () => {
    const contents = [
      JSON.stringify([INSTANCES, TASKS]),
      lines,
      `${JSON.stringify(INSTANCES, null, 2)}\n${JSON.stringify(TASKS, null, 2)}`,
      zlib.gzipSync(lines),
      Buffer.concat([zlib.gzipSync(JSON.stringify(INSTANCES)), zlib.gzipSync(`\n${JSON.stringify(TASKS)}`)]),
    ];
    for (const [index, content] of contents.entries()) {
      const loaded = await loadCluster([writeFixture(folder, `any-${index}`, content)]);
      expect(keys(loaded)).toEqual(hosts);
      expect(loaded.cluster.taskCount).toBe(1);
      expect(loaded).toMatchObject({ problems: [], problemCount: 0 });
    }
  });

  it('reads a folder: what is JSON by its name, below it, too', async () => {
    writeFixture(folder, 'dump/instances.json.gz', zlib.gzipSync(JSON.stringify(INSTANCES)));
    writeFixture(folder, 'dump/deep/er/tasks.ndjson', TASKS);
    writeFixture(folder, 'dump/README.md', 'not JSON');
    symlinkSync(join(folder, 'dump'), join(folder, 'dump/deep/loop'));
    for (const source of ['dump', './dump/', join(folder, 'dump')]) {
      const loaded = await loadCluster([source], inFolder);
      expect(keys(loaded)).toEqual(hosts);
      expect(loaded.cluster.taskCount).toBe(1);
    }
  });

  it('reads what a glob matches, relative or absolute', async () => {
    writeFixture(folder, 'pages/1.json', INSTANCES);
    writeFixture(folder, 'pages/2.json', TASKS);
    writeFixture(folder, 'pages/3.txt', 'not JSON');
    for (const glob of ['pages/*.json', join(folder, 'pages/{1,2}.json')]) {
      const loaded = await loadCluster([glob], inFolder);
      expect([keys(loaded).length, loaded.cluster.taskCount]).toEqual([4, 1]);
    }
  });

  it('reads the files of a folder by name, by code unit', async () => {
    const names = ['b.json', 'a.json', 'a/z.json', 'B.json', 'c10.json', 'c2.json'];
    for (const name of names) writeFixture(folder, `order/${name}`, TASKS);
    const read = new Set<string>();
    await loadCluster(['order'], { ...inFolder, onProgress: ({ file }) => read.add(file) });
    expect([...read]).toEqual(names.toSorted().map((name) => join('order', name)));
  });

  it('takes a file by its name before it takes the name for a glob or a store', async () => {
    writeFixture(folder, 'a[1].json', INSTANCES);
    writeFixture(folder, 'dir:x', INSTANCES);
    expect(keys(await loadCluster(['a[1].json'], inFolder))).toEqual(hosts);
    expect(keys(await loadCluster(['./dir:x'], inFolder))).toEqual(hosts);
  });

  it('reads standard input, among files', async () => {
    writeFixture(folder, 'tasks.json', TASKS);
    const standardInput = bytesOf(zlib.gzipSync(JSON.stringify(INSTANCES)));
    const loaded = await loadCluster(['-', 'tasks.json'], { ...inFolder, standardInput });
    expect([keys(loaded).length, loaded.cluster.taskCount]).toEqual([4, 1]);
  });

  it('leaves malformed records out and says where they stand', async () => {
    const { containerInstances } = INSTANCES;
    const page = { containerInstances: [{ ...containerInstances[0], status: 7 }, containerInstances[1]] };
    const file = writeFixture(folder, 'half.ndjson', `${JSON.stringify(TASKS)}\n${JSON.stringify(page)}`);
    const loaded = await loadCluster([file]);
    expect(keys(loaded)).toEqual([instanceArn('a2')]);
    expect(loaded.problemCount).toBe(1);
    expect(loaded.problems).toEqual([
      expect.objectContaining({ file, line: 2, path: '$.containerInstances[0].status', code: 'source-malformed' }),
    ]);
  });

  it('keeps the first problems and counts all', async () => {
    const bad = { ...INSTANCES.containerInstances[0], status: 7 };
    const page = { containerInstances: [INSTANCES.containerInstances[1], bad, bad, bad] };
    const file = writeFixture(folder, 'bad.json', page);
    const loaded = await loadCluster([file], { limits: { problems: 2 } });
    expect([loaded.problems.length, loaded.problemCount]).toEqual([2, 3]);
    expect((await loadCluster([file], { limits: { problems: 3 } })).problems).toHaveLength(3);
  });

  it('tells how far it has come', async () => {
    const file = writeFixture(folder, 'progress.json', INSTANCES);
    const heard: LoadProgress[] = [];
    await loadCluster([file], { onProgress: (progress) => heard.push(progress) });
    const bytes = JSON.stringify(INSTANCES).length;
    expect(heard.at(-1)).toEqual({ file, bytesRead: bytes, bytesTotal: bytes, records: 4 });
    await loadCluster(['-'], {
      standardInput: bytesOf('{"tasks": []}'),
      onProgress: (progress) => heard.push(progress),
    });
    expect(heard.at(-1)).toEqual({ file: 'standard input', bytesRead: 13, bytesTotal: undefined, records: 0 });
  });

  it.each([
    ['nothing.json', 'source-unreadable', 'nothing.json: there is no such file or folder'],
    ['nothing-*.json', 'source-unreadable', 'nothing-*.json: no file matches'],
    ['empty', 'source-unreadable', 'empty: the folder holds no file that ends in .json, .ndjson or .jsonl'],
    ['', 'usage', 'a source is an empty text'],
    ['nul\0.json', 'source-unreadable', 'NUL'],
    ['cut.gz', 'source-unreadable', 'cut.gz: the compressed data end early: the file was cut short'],
    ['damaged.gz', 'source-unreadable', 'damaged.gz: the compressed data are damaged'],
    ['cut.json', 'source-malformed', 'cut.json:2:3: is not JSON: the text ends early'],
    ['kind.json', 'source-kind', 'kind.json:1: '],
    ['number.json', 'source-kind', 'number.json:1: '],
    ['blank.json', 'source-malformed', 'blank.json: is empty'],
    [
      'dir:/var/lib/stowage',
      'source-kind',
      'this version reads files, folders, globs and - (standard input), not dir: sources',
    ],
    ['etcd:localhost:2379/x', 'source-kind', 'not etcd: sources; a file of that name is given as ./etcd:'],
    ['ecs:prod', 'source-kind', 'not ecs: sources'],
    ['kube:minikube', 'source-kind', 'not kube: sources'],
    ['nomad:http://localhost:4646', 'source-kind', 'not nomad: sources'],
    ['https://stowage.example', 'source-kind', 'not https: sources'],
    ['http://stowage.example', 'source-kind', 'not http: sources'],
  ])('refuses %j', async (source, code, message) => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    const compressed = zlib.gzipSync(lines);
    writeFixture(folder, 'cut.gz', compressed.subarray(0, compressed.length - 20));
    writeFixture(folder, 'damaged.gz', Buffer.concat([compressed.subarray(0, 40), Buffer.alloc(400, 0x55)]));
    writeFixture(folder, 'cut.json', JSON.stringify(INSTANCES, null, 2).slice(0, 4));
    writeFixture(folder, 'kind.json', { name: 'something', version: 1 });
    writeFixture(folder, 'number.json', '42');
    writeFixture(folder, 'blank.json', '\n');
    const failure = loadCluster([source], inFolder);
    await expect(failure).rejects.toMatchObject({ name: 'StowageError', code });
    await expect(failure).rejects.toThrow(message);
  });

  it('refuses standard input asked for twice', async () => {
    await expect(loadCluster(['-', '-'], { standardInput: bytesOf(lines) })).rejects.toMatchObject({ code: 'usage' });
  });

  it('reads zstd where this Node does, and else says what to do', async () => {
    const compress = (zlib as { zstdCompressSync?: (text: string) => Uint8Array }).zstdCompressSync;
    const file = writeFixture(folder, 'x.ndjson.zst', compress?.(lines) ?? Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0]));
    if (compress) expect(keys(await loadCluster([file]))).toEqual(hosts);
    else await expect(loadCluster([file])).rejects.toThrow('unpack it first: zstd -dc FILE | stowage … --from -');
  });

  it('holds sources to the limits, and no more than that', async () => {
    const file = writeFixture(folder, 'limit.json', INSTANCES);
    const bytes = JSON.stringify(INSTANCES).length;
    const packed = writeFixture(folder, 'limit.json.gz', zlib.gzipSync(JSON.stringify(INSTANCES)));
    for (const source of [file, packed]) {
      expect(keys(await loadCluster([source], { limits: { documentBytes: bytes, sourceBytes: bytes } }))).toEqual(
        hosts,
      );
      for (const limit of ['documentBytes', 'sourceBytes']) {
        const failure = loadCluster([source], { limits: { [limit]: bytes - 1 } });
        await expect(failure).rejects.toMatchObject({ code: 'source-limit' });
      }
    }
    expect(keys(await loadCluster([file, packed], { limits: { files: 2 } }))).toEqual(hosts);
    await expect(loadCluster([file, packed], { limits: { files: 1 } })).rejects.toMatchObject({ code: 'source-limit' });
  });
});

describe('readJson', () => {
  it('reads one document from a file or from standard input', async () => {
    const file = writeFixture(folder, 'request.json', { cpu: 1 });
    expect(await readJson(file)).toEqual({ cpu: 1 });
    expect(await readJson('-', { standardInput: bytesOf('{"cpu":2}') })).toEqual({ cpu: 2 });
  });

  it('refuses a second document, and a source of several files', async () => {
    await expect(readJson('-', { standardInput: bytesOf('{}\n{}') })).rejects.toThrow(
      'standard input:2: a second JSON document stands where one was expected',
    );
    await expect(readJson('pages/*.json', inFolder)).rejects.toMatchObject({ code: 'usage' });
  });
});

describe('readText', () => {
  it('reads UTF-8 without its byte order mark', async () => {
    expect(await readText(writeFixture(folder, 'text.txt', '\ufeffa\nü'))).toBe('a\nü');
    expect(await readText('-', { standardInput: bytesOf('') })).toBe('');
  });

  it('holds it to the limit, and no more than that', async () => {
    const at = (length: number) =>
      readText('-', { standardInput: bytesOf('x'.repeat(length)), limits: { textBytes: 10 } });
    expect(await at(10)).toHaveLength(10);
    await expect(at(11)).rejects.toMatchObject({ code: 'source-limit' });
    expect(SOURCE_LIMITS.textBytes).toBeGreaterThan(1_000_000);
  });
});
