import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault } from '../../src/node/json-syntax.js';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('findJsonFault', () => {
  it.each([
    ['{"a": 1,}', 8, 'found `}` where a field name in double quotes has to stand'],
    ['[1, 2', 5, 'the text ends early, with 1 unclosed bracket: it was cut short'],
    ['{"a": {"b": [', 13, 'the text ends early, with 3 unclosed brackets: it was cut short'],
    ['{"a": "b', 8, 'the text ends inside a quoted value: it was cut short'],
    ["{'a': 1}", 1, "found `'` where a field name in double quotes has to stand"],
    ['[01]', 2, 'found `1` where `,` or `]` has to stand'],
    ['[1 2]', 3, 'found `2` where `,` or `]` has to stand'],
    ['{"a" 1}', 5, 'found `1` where `:` has to stand'],
    ['[tru]', 1, 'found `t` where a value has to stand'],
    ['[NaN]', 1, 'found `N` where a value has to stand'],
    ['"\\x"', 1, 'a `\\` begins no escape that JSON has'],
    ['"\u0000"', 1, 'a control character has to be escaped in a text'],
    ['[\u0000]', 1, 'found U+0000 where a value has to stand'],
    ['', 0, 'there is nothing to read'],
  ])('%j: at %i, %s', (text, offset, message) => {
    expect(findJsonFault(text)).toEqual({ offset, message, trailing: false });
  });

  it('tells where a second document begins', () => {
    expect(findJsonFault('{"a": 1}\n{"b": 2}')).toMatchObject({ offset: 9, trailing: true });
  });

  it('is not stopped by depth or length', () => {
    expect(findJsonFault('['.repeat(200_000))).toMatchObject({ offset: 200_000 });
    expect(findJsonFault(`"${'a'.repeat(2_000_000)}"`)).toBeUndefined();
  });

  it('finds a fault in just the texts that JSON.parse refuses', () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.nat(3), fc.constantFrom('', ',', '"', '}', '[', '\\', '1', '.', 'e', ' ', 'null'))
      .map(([json, at, deleted, inserted]) => {
        const start = at % (json.length + 1);
        return json.slice(0, start) + inserted + json.slice(start + deleted);
      });
    fc.assert(
      fc.property(damaged, (text) => {
        expect(findJsonFault(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('never faults the part that could still become JSON', () => {
    const cut = fc.tuple(fc.json({ maxDepth: 4 }), fc.nat()).map(([json, at]) => json.slice(0, at % (json.length + 1)));
    fc.assert(
      fc.property(cut, (text) => {
        const fault = findJsonFault(text);
        // A cut inside a word, a number or an escape is told at its beginning; any other at the end of the text.
        if (fault !== undefined) expect(text.slice(fault.offset)).toMatch(/^(?:[a-z]*|-|.{0,6})$/u);
      }),
      { numRuns: 1000 },
    );
  });
});
