import { PassThrough, Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { Answer, OutputFormat, Row, Screen } from '../../src/node/output/answer.js';
import { displayWidth, shortKey, terminalSafe } from '../../src/node/output/terminal.js';
import { ClosedOutput, loadFormatter, writePieces } from '../../src/node/output/write.js';

const PLAIN: Screen = { width: Number.POSITIVE_INFINITY, color: false };

async function formatted(format: OutputFormat, answer: Partial<Answer>, screen = PLAIN): Promise<string> {
  const formatter = await loadFormatter(format);
  const whole: Answer = { rows: [], id: ({ key }) => key as string, ...answer };
  return [...formatter(whole, screen)].join('');
}

/** RFC 4180, by the book. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) throw new Error(`no CSV at ${text.slice(cell.lastIndex, cell.lastIndex + 20)}`);
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
);
const row = fc
  .tuple(
    fc.string(),
    fc.dictionary(
      fc.constantFrom('a', 'b', 'ä b', 'c,d'),
      fc.oneof(scalar, fc.array(scalar), fc.record({ x: scalar })),
    ),
  )
  .map(([key, fields]): Row => JSON.parse(JSON.stringify({ key, ...fields })));
const rows = fc.array(row, { maxLength: 8 });

describe('formats', () => {
  it('hold the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (expected) => {
        expect(JSON.parse(await formatted('json', { rows: expected }))).toEqual(expected);
        const lines = (await formatted('ndjson', { rows: expected })).split('\n').slice(0, -1);
        expect(lines.map((line) => JSON.parse(line))).toEqual(expected);
        expect(parseYaml(await formatted('yaml', { rows: expected }))).toEqual(expected);
        const records = parseCsv(await formatted('csv', { rows: expected }));
        expect(records.slice(1).map(([key]) => key)).toEqual(expected.map(({ key }) => key));
      }),
    );
  });

  it('hold the same document', async () => {
    const document = { total: 3, none: [], absent: undefined, list: [{ a: 'x\ny' }, { b: [1] }], deep: { c: null } };
    const expected = JSON.parse(JSON.stringify(document));
    expect(JSON.parse(await formatted('json', { document }))).toEqual(expected);
    expect(parseYaml(await formatted('yaml', { document }))).toEqual(expected);
    expect(await formatted('json', { document })).toBe(`${JSON.stringify(expected, null, 2)}\n`);
  });

  it('write no rows as what their readers take for none', async () => {
    expect(await formatted('json', {})).toBe('[]\n');
    expect(await formatted('yaml', {})).toBe('[]\n');
    for (const format of ['ndjson', 'csv', 'table', 'ids'] as const) expect(await formatted(format, {})).toBe('');
  });

  it('write infinity so that it can be read back', async () => {
    const document = { total: Number.POSITIVE_INFINITY };
    expect(Number(JSON.parse(await formatted('json', { document })).total)).toBe(Number.POSITIVE_INFINITY);
    expect(await formatted('csv', { rows: [{ count: Number.POSITIVE_INFINITY }] })).toBe('count\nInfinity\n');
  });
});

describe('json', () => {
  it('is as JSON.stringify would print it', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (expected) => {
        expect(await formatted('json', { rows: expected })).toBe(`${JSON.stringify(expected, null, 2)}\n`);
      }),
    );
  });
});

describe('csv', () => {
  it('flattens fields, and tells an empty text from an absent one', async () => {
    const answer = {
      rows: [
        { key: 'a', tags: { team: 'x', 'a.b': '' }, list: ['p', 1], truth: true },
        { key: 'b,"c"', tags: { late: 'line\nbreak' }, none: null },
      ],
    };
    expect(await formatted('csv', answer)).toBe(
      'key,tags.team,tags.a.b,list,truth,tags.late\n' + 'a,x,"","[""p"",1]",true,\n' + '"b,""c""",,,,,"line\nbreak"\n',
    );
  });

  it('writes cells as they are, formulas included', async () => {
    expect(await formatted('csv', { rows: [{ key: '=1+1', n: -5 }] })).toBe('key,n\n=1+1,-5\n');
  });
});

describe('ids', () => {
  it('are the keys of the rows that have one', async () => {
    expect(await formatted('ids', { rows: [{ key: 'a' }, { other: 1 }, { key: 'b' }] })).toBe('a\nb\n');
  });
});

describe('table', () => {
  it('names the columns that are to be kept where there is no row', async () => {
    const formatter = await loadFormatter('table');
    const value = () => undefined;
    const columns = [
      { title: 'count', value, keep: true as const },
      { title: 'zone', value },
    ];
    const lines = formatter({ rows: [], id: value, columns }, { width: 80, color: false });
    expect([...lines].join('')).toBe('count\n─────\n');
  });

  const answer = {
    rows: [
      { key: 'first', count: 7, empty: null },
      { key: 'second one', count: 1234, list: ['x', 'y'], object: { a: 1 } },
    ],
  };

  it('has titles, a rule, numbers to the right, and no column without values', async () => {
    expect(await formatted('table', answer)).toBe(
      [
        'key         count  list  object',
        '──────────  ─────  ────  ───────',
        'first           7',
        'second one   1234  x, y  {"a":1}',
        '',
      ].join('\n'),
    );
  });

  it('is cut to the width of the screen, the widest column first', async () => {
    const wide = { rows: [{ key: 'k'.repeat(30), note: 'n'.repeat(50), id: 'short' }] };
    for (const width of [88, 87, 60, 40, 24]) {
      const lines = (await formatted('table', wide, { width, color: false })).trimEnd().split('\n');
      expect(Math.max(...lines.map(displayWidth))).toBe(Math.min(width, 30 + 50 + 5 + 4));
      expect(lines[2]).toContain('short');
    }
  });

  it('fills the width of a cell that is cut', async () => {
    const cut = { rows: [{ a: 'abcdefghij' }, { a: '東京東京東京' }] };
    const lines = (await formatted('table', cut, { width: 8, color: false })).split('\n');
    expect([lines[2], lines[3]]).toEqual(['abcdefg…', '東京東…']);
  });

  it('aligns wide and combining characters', async () => {
    const lines = (
      await formatted('table', {
        rows: [
          { a: '東京', b: 1 },
          { a: 'e\u0301te', b: 2 },
        ],
      })
    ).split('\n');
    expect([lines[2], lines[3]]).toEqual(['東京  1', 'e\u0301te   2']);
  });

  it('wraps the columns that are to be read whole', async () => {
    const columns = [
      { title: 'n', value: ({ n }: Row) => n },
      { title: 'text', value: ({ text }: Row) => text, wrap: true as const },
    ];
    const wrapped = {
      rows: [
        { n: 1, text: 'one two  three' },
        { n: 2, text: '東京東京東京' },
      ],
      columns,
    };
    expect((await formatted('table', wrapped, { width: 12, color: false })).trimEnd().split('\n')).toEqual([
      'n  text',
      '─  ─────────',
      '1  one two',
      '   three',
      '2  東京東京',
      '   東京',
    ]);
  });

  it('keeps its columns over many rows', async () => {
    const many = Array.from({ length: 2000 }, (_, index) => ({ key: `k${index}`, n: index }));
    const lines = (await formatted('table', { rows: many })).trimEnd().split('\n');
    expect(lines).toHaveLength(2002);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  });

  it('lets no control reach the terminal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (name, value) => {
        const text = await formatted('table', { rows: [{ [name]: value, list: [value], nested: { value } }] });
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        expect(text.split('\n')).toHaveLength(4);
      }),
    );
    expect(await formatted('table', { rows: [{ a: '\u001b[31mred\n\u202e' }] })).toContain('\\x1b[31mred\\n\\u202e');
  });

  it('colours its titles where colour is wanted', async () => {
    expect(await formatted('table', answer, { width: 80, color: true })).toContain('\u001b[1mkey');
  });
});

describe('terminalSafe', () => {
  it('escapes an unpaired surrogate and leaves a pair', () => {
    expect(terminalSafe('\ud83d 😀')).toBe('\\ud83d 😀');
  });
});

describe('shortKey', () => {
  it('is the last part of an ARN, and any other key whole', () => {
    expect(shortKey('arn:aws:ecs:eu-central-1:1:container-instance/demo/abc')).toBe('abc');
    expect(shortKey('namespace/pod')).toBe('namespace/pod');
  });
});

describe('writePieces', () => {
  it('waits for a slow stream instead of filling memory', async () => {
    let most = 0;
    const slow = new Writable({
      highWaterMark: 1024,
      write(_chunk, _encoding, done) {
        most = Math.max(most, slow.writableLength);
        setImmediate(done);
      },
    });
    function* pieces() {
      for (let index = 0; index < 20_000; index++) yield `${'x'.repeat(99)}\n`;
    }
    await writePieces(slow, pieces());
    expect(most).toBeLessThan(300_000);
  });

  it('writes all pieces, in order', async () => {
    const stream = new PassThrough();
    const pieces = Array.from({ length: 30_000 }, (_, index) => `${index}\n`);
    const [text] = await Promise.all([
      (async () => {
        let all = '';
        for await (const chunk of stream) all += chunk;
        return all;
      })(),
      writePieces(stream, pieces).then(() => stream.end()),
    ]);
    expect(text).toBe(pieces.join(''));
  });

  it('stops when the reader is gone', async () => {
    const gone = new Writable({
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    gone.on('error', () => {});
    let made = 0;
    function* pieces() {
      for (; made < 1_000_000; made++) yield 'x'.repeat(1000);
    }
    await expect(writePieces(gone, pieces())).rejects.toThrow(ClosedOutput);
    expect(made).toBeLessThan(1000);
  });

  it('tells other errors as they are', async () => {
    const full = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        setImmediate(done, Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
      },
    });
    full.on('error', () => {});
    await expect(writePieces(full, ['x'])).rejects.toThrow('no space left');
  });
});
