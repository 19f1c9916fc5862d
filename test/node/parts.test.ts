import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster, generateFleet, LIMITS, type SourcePart, StowageError } from '../../src/index.js';
import { readSourceDocuments } from '../../src/node/documents.js';
import { type LoadProgress, loadCluster, type SourceLimits } from '../../src/node/index.js';
import { runs } from '../support/runs.js';

/** Bytes in chunks of the given lengths, over and over. */
async function* chunked(bytes: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

/** Everything that loading a text gives, the error where it fails. */
async function loaded(text: string, partBytes: number, lengths: readonly number[] = [65_536]) {
  try {
    const standardInput = chunked(Buffer.from(text), lengths);
    const { cluster, problems } = await loadCluster(['-'], { standardInput, limits: { partBytes } });
    return { snapshot: cluster.toSnapshot(), rejected: cluster.rejected, problems };
  } catch (error) {
    if (error instanceof StowageError) return { code: error.code, message: error.message };
    throw error;
  }
}

const WHOLE = 1_000_000_000;

const pages = [...generateFleet({ instances: 6, tasks: 30, seed: 5, pageSize: 4 })];
const instances = pages.flatMap((page) => ('containerInstances' in page ? page.containerInstances : []));
const tasks = pages.flatMap((page) => ('tasks' in page ? page.tasks : []));
const snapshot = { ...Cluster.from(pages).toSnapshot(), revision: 1234 };
const malformed = [null, 7, {}, { taskArn: 'x', cpu: 'ü}],{"' }, { containerInstanceArn: 'é\\"', status: 5 }];
const events = tasks.map((detail) => ({ 'detail-type': 'ECS Task State Change', detail }));

/** Fields that say nothing, and are hard to read over. */
const beside = fc.constantFrom<Readonly<Record<string, unknown>>>(
  {},
  { failures: [{ arn: 'a', reason: 'MISSING' }], nextToken: null },
  { note: '}],"tasks":[{"taskArn":"\\\\"', ключ: ['𝄞', '"', '\\'] },
  { failures: [[[]], {}], __proto__x: { tasks: [{}] }, n: -1.5e-7, t: true },
);

const withSome = (records: readonly unknown[]) =>
  fc.array(fc.constantFrom(...records, ...malformed), { maxLength: 40 });

/** An object with its fields in any order. */
function inAnyOrder(object: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> {
  const names = Object.keys(object);
  return fc
    .shuffledSubarray(names, { minLength: names.length })
    .map((order) => Object.fromEntries(order.map((name) => [name, object[name]])));
}

const page = fc
  .record({ containerInstances: withSome(instances), tasks: withSome(tasks), rest: beside }, { requiredKeys: ['rest'] })
  .chain(({ rest, ...lists }) => inAnyOrder({ ...lists, ...rest }));
const envelope = fc
  .record({ Records: withSome([...events, ...instances, pages[0], [pages[1]]]), rest: beside })
  .chain(({ rest, ...list }) => inAnyOrder({ ...list, ...rest }));
const anySnapshot = beside.chain((rest) => inAnyOrder({ ...snapshot, ...rest }));
const source: fc.Arbitrary<unknown> = fc.oneof(
  page,
  envelope,
  anySnapshot,
  fc.array(fc.oneof(page, envelope, fc.constantFrom(...events, ...tasks, ...malformed)), { maxLength: 12 }),
  fc.array(fc.array(page, { maxLength: 3 }), { maxLength: 3 }),
  fc.array(fc.oneof(anySnapshot, page), { maxLength: 3 }),
);

const writtenUpTo = (maxLength: number) =>
  fc
    .record({
      sources: fc.array(source, { minLength: 1, maxLength }),
      indent: fc.constantFrom(undefined, 1, 4, '\t'),
      newline: fc.constantFrom('\n', '\r\n'),
      between: fc.constantFrom('\n', '\r\n', '\n\n'),
      mark: fc.constantFrom('', '\ufeff'),
    })
    // Where the first line is JSON by itself, each line has to be.
    .filter(
      ({ sources: [first], indent }) => indent === undefined || JSON.stringify(first, null, indent).includes('\n'),
    )
    .map(({ sources, indent, newline, between, mark }) => {
      const texts = sources.map((value) => JSON.stringify(value, null, indent).replaceAll('\n', newline));
      return mark + texts.join(between);
    });

const lengths = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 5 });
const partBytes = fc.integer({ min: 1, max: 20_000 });

/** The documents of a text: their values, or the parts of those that are longer than `partBytes`. */
async function documents(text: string, partBytes: number, documentBytes = 1000) {
  const found: (unknown | readonly SourcePart[])[] = [];
  const limits = { partBytes, documentBytes };
  for await (const document of readSourceDocuments(chunked(Buffer.from(text), [7]), 'x.json', limits)) {
    if ('value' in document) found.push(document.value);
    else {
      const parts: SourcePart[] = [];
      for await (const part of document.parts) parts.push(part);
      found.push({ line: document.line, parts });
    }
  }
  return found;
}

async function load(source: unknown, limits: Partial<SourceLimits>) {
  return loadCluster(['-'], { standardInput: chunked(Buffer.from(JSON.stringify(source)), [1000]), limits });
}

describe('a document of a source', () => {
  it.each(['{"tasks":[1,2]}', '{\n"tasks":[1,2]}'])(
    'is read whole up to the limit, and no longer one is',
    async (text) => {
      expect(await documents(text, text.length)).toEqual([{ tasks: [1, 2] }]);
      const list = { form: 'list', path: '$', fields: {}, name: 'tasks', offset: 0, records: [1, 2] };
      const end = { form: 'object', path: '$', fields: { tasks: [] } };
      expect(await documents(text, text.length - 1)).toEqual([{ line: 1, parts: [list, end] }]);
    },
  );

  it('comes in parts that are as long as they may be', async () => {
    expect(await documents('[{"a":1},{"a":2},{"a":3},[{"a":4}]]', 16)).toEqual([
      {
        line: 1,
        parts: [
          { form: 'members', path: '$', offset: 0, members: [{ a: 1 }] },
          { form: 'members', path: '$', offset: 1, members: [{ a: 2 }] },
          { form: 'members', path: '$', offset: 2, members: [{ a: 3 }] },
          { form: 'members', path: '$', offset: 3, members: [[{ a: 4 }]] },
        ],
      },
    ]);
    const [document] = await documents('[{"a":1},{"a":2},{"a":3},{"a":4}]', 21);
    expect(document).toMatchObject({
      parts: [{ members: [{ a: 1 }, { a: 2 }] }, { members: [{ a: 3 }] }, { members: [{ a: 4 }] }],
    });
  });

  it('in lines is one of several, long or short', async () => {
    const [long, other] = ['[{"a":1},{"a":2}]', '[{"b":1},{"b":2}]'];
    for (const text of [`${long}\n{}\n${other}\n[]`, `{}\n${long}\n[]\n${other}`]) {
      expect((await documents(text, 12)).filter((document) => JSON.stringify(document).includes('parts'))).toHaveLength(
        2,
      );
    }
    await expect(documents(`{}\n${long} []`, 12)).rejects.toThrow('x.json:2:19: is not JSON: something follows');
  });

  it('may have a record, or a field beside the records, up to the limit of a text', async () => {
    for (const text of ['{"tasks":["12345678"]}', '{"other":"12345678"}', '"12345678"', '{"12345678":1}']) {
      expect(await documents(text, 5, 10)).toHaveLength(1);
      await expect(documents(text, 5, 9)).rejects.toMatchObject({
        code: 'source-limit',
        message: expect.stringMatching(/^x\.json:1: one JSON value is longer than 9 bytes/),
      });
    }
  });

  it('is not called too long for a quote that is missing', async () => {
    await expect(documents(`{"tasks":[{"a":1},{"b:2},{"c":3},${'{},'.repeat(20)}]}`, 30, 40)).rejects.toThrow(
      'x.json:1:28: is not JSON: found `c` where',
    );
  });

  it('has each list of records once', async () => {
    await expect(documents('{"tasks":[1,2,3],"tasks":[4,5,6]}', 10)).rejects.toThrow(
      'x.json:1:26: the list "tasks" stands there a second time',
    );
  });

  it('is made of lists in lists to a depth, and no more than that', async () => {
    const nested = (depth: number) => '['.repeat(depth) + JSON.stringify(tasks.slice(0, 2)) + ']'.repeat(depth);
    expect(await documents(nested(LIMITS.sourceDepth - 1), 10, 10_000)).toHaveLength(1);
    await expect(documents(nested(LIMITS.sourceDepth), 10, 10_000)).rejects.toMatchObject({ code: 'source-limit' });
  });
});

describe('a source in parts', () => {
  it('is refused where fields after a list say that it is none', async () => {
    const source = { tasks, 'detail-type': 'ECS Task State Change', detail: tasks[0] };
    const { problems } = await load(source, { partBytes: 1000 });
    expect(problems.map(({ path, message }) => [path, message])).toEqual([
      ['$', 'in a source of this size, the fields that say what it is have to stand before the list `tasks`'],
    ]);
  });

  it('is refused before any of it is read where its first fields say that it cannot be', async () => {
    const source = { ...snapshot, formatVersion: 2 };
    await expect(load(source, { partBytes: 1000 })).rejects.toMatchObject({
      code: 'source-kind',
      message: expect.stringMatching(/^standard input:1: this snapshot has format version 2/),
    });
  });

  it('may be one record with very much in it', async () => {
    const attributes = Array.from({ length: 100 }, (_, index) => ({ name: `a${index}`, value: 'x' }));
    const { cluster } = await load({ containerInstanceArn: 'host', attributes }, { partBytes: 100 });
    expect(cluster.prepare('attribute:a99 == x').ids()).toEqual(['host']);
  });

  it('tells how many records it has brought, again and again', async () => {
    const heard: LoadProgress[] = [];
    const standardInput = chunked(Buffer.from(JSON.stringify({ tasks })), [1000]);
    await loadCluster(['-'], {
      standardInput,
      limits: { partBytes: 2000 },
      onProgress: (progress) => heard.push(progress),
    });
    const counts = [...new Set(heard.map(({ records }) => records))];
    expect(counts.length).toBeGreaterThan(5);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(counts.at(-1)).toBe(tasks.length);
  });
});

describe('a document in parts', () => {
  it('is the same as the whole, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(writtenUpTo(3), partBytes, lengths, async (text, bytes, cuts) => {
        expect(await loaded(text, bytes, cuts)).toEqual(await loaded(text, WHOLE));
      }),
      runs(60),
    );
  });

  it('has the same fault as the whole, at the same place', async () => {
    const broken = fc
      .tuple(writtenUpTo(1), fc.nat(), fc.constantFrom('', '}', ']', ',', '"', 'x', '{', '\\', '\u0001'))
      .map(([text, at, wrong]) => {
        const place = at % text.length;
        return wrong === '' ? text.slice(0, place) : text.slice(0, place) + wrong + text.slice(place + 1);
      });
    await fc.assert(
      fc.asyncProperty(broken, partBytes, lengths, async (text, bytes, cuts) => {
        const whole = await loaded(text, WHOLE);
        if (whole.message?.includes('not JSON') === true) expect(await loaded(text, bytes, cuts)).toEqual(whole);
      }),
      runs(100),
    );
  });
});
