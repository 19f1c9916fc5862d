import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../src/node/documents.js';

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function documents(content: string | Uint8Array, options: { size?: number; limit?: number } = {}) {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const found: unknown[] = [];
  for await (const document of readDocuments(chunked(bytes, options.size ?? 7), 'x.json', options.limit ?? 1000)) {
    found.push([document.line, document.value]);
  }
  return found;
}

describe('readDocuments', () => {
  it('reads one document, on one line or on many', async () => {
    expect(await documents('{"a":1}')).toEqual([[1, { a: 1 }]]);
    expect(await documents('\n\n{\n  "a": [\n    1\n  ]\n}\n\n')).toEqual([[3, { a: [1] }]]);
  });

  it('reads JSON lines, skipping blank ones', async () => {
    const expected = [
      [1, { a: 1 }],
      [3, [2]],
      [4, 'ü'],
    ];
    for (const size of [1, 2, 5, 1000]) expect(await documents('{"a":1}\r\n\n[2]\n"ü"', { size })).toEqual(expected);
  });

  it('reads several documents one after another', async () => {
    expect(await documents('{\n"a": 1\n}\n{\n"b": 2\n} [3]')).toEqual([
      [1, { a: 1 }],
      [4, { b: 2 }],
      [6, [3]],
    ]);
  });

  it('skips a byte order mark', async () => {
    expect(await documents('\ufeff{"a":1}')).toEqual([[1, { a: 1 }]]);
  });

  it.each([
    ['cut short', '{"a": [1,\n  2', 'x.json:2:4: is not JSON: the text ends early, with 2 unclosed brackets'],
    [
      'a bad line among JSON lines',
      '{"a":1}\n{"b":}\n',
      'x.json:2:6: is not JSON: found `}` where a value has to stand',
    ],
    ['a fault in a later document', '{\n"a": 1\n}\n{\n"b": x\n}', 'x.json:5:6: is not JSON: found `x`'],
    ['no JSON at all', 'hello', 'x.json:1:1: is not JSON'],
    ['empty', ' \n\t\n', 'x.json: is empty where JSON was expected'],
    ['UTF-16', Buffer.from('\ufeff{"a":1}', 'utf16le'), 'x.json: is UTF-16 where JSON has to be UTF-8'],
    ['UTF-16 without a mark', Buffer.from('{"a":1}', 'utf16le'), 'x.json: is UTF-16 where JSON has to be UTF-8'],
    ['no UTF-8', Buffer.from([0x22, 0x61, 0x22, 0x0a, 0x22, 0xff, 0x22]), 'x.json:2: holds bytes that are no UTF-8'],
    ['UTF-8 cut short', Buffer.from('["ü"').subarray(0, 3), 'x.json:1: holds bytes that are no UTF-8'],
  ])('refuses what is %s', async (_, content, message) => {
    await expect(documents(content, { size: 1000 })).rejects.toThrow(message);
    await expect(documents(content, { size: 1000 })).rejects.toMatchObject({ code: 'source-malformed' });
  });

  it('holds each document to the limit, and no more than that', async () => {
    const [ten, eleven] = ['"12345678"', '"123456789"'];
    expect(await documents(`${ten}\n${ten}`, { limit: 10 })).toHaveLength(2);
    await expect(documents(`${ten}\n${eleven}`, { limit: 10 })).rejects.toMatchObject({ code: 'source-limit' });
    expect(await documents('{\n"abcde":1}', { limit: 12 })).toHaveLength(1);
    await expect(documents('{\n"abcdef":1}', { limit: 12 })).rejects.toMatchObject({ code: 'source-limit' });
  });
});
