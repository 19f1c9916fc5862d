import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cluster, generateFleet, StowageError } from '../../src/index.js';
import { loadCluster } from '../../src/node/index.js';
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
