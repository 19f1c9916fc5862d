import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EDITS, type EditName, insert, type LineBuffer, replace } from '../../../src/node/repl/line-buffer.js';

/** A text with `|` where the cursor is. */
const at = (marked: string): LineBuffer => ({ text: marked.replace('|', ''), cursor: marked.indexOf('|') });
const shown = ({ text, cursor }: LineBuffer) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

describe('edits', () => {
  it.each<[EditName, string, string]>([
    ['left', 'ab|', 'a|b'],
    ['left', '|ab', '|ab'],
    ['left', 'a👩‍👩‍👧|b', 'a|👩‍👩‍👧b'],
    ['right', '|👩‍👩‍👧b', '👩‍👩‍👧|b'],
    ['right', 'ab|', 'ab|'],
    ['word-left', 'attribute:stack == prod|', 'attribute:stack == |prod'],
    ['word-left', 'attribute:stack == |prod', 'attribute:|stack == prod'],
    ['word-right', '|attribute:stack', 'attribute|:stack'],
    ['word-right', 'attribute|:stack ==', 'attribute:stack| =='],
    ['line-start', 'a\nbc|d', 'a\n|bcd'],
    ['line-start', '|\nb', '|\nb'],
    ['line-end', 'a|b\nc', 'ab|\nc'],
    ['line-up', 'abc\nd|ef', 'a|bc\ndef'],
    ['line-up', 'a\nbcd|', 'a|\nbcd'],
    ['line-up', 'ab|', 'ab|'],
    ['line-down', 'abc|\nd', 'abc\nd|'],
    ['line-down', 'a|bc\ndef\ng', 'abc\nd|ef\ng'],
    ['line-down', 'ab|', 'ab|'],
    ['delete-left', 'ab|c', 'a|c'],
    ['delete-left', 'e\u0301|', '|'],
    ['delete-right', 'a|bc', 'a|c'],
    ['delete-word-left', 'a == prod-x|', 'a == prod-|'],
    ['delete-word-right', 'a| == b', 'a|'],
    ['delete-blank-left', 'a == prod-x |c', 'a == |c'],
    ['delete-to-line-start', 'a\nbc|d', 'a\n|d'],
    ['delete-to-line-end', 'a|b\nc', 'a|\nc'],
    ['new-line', 'a|b', 'a\n|b'],
  ])('%s: %j gives %j', (name, before, after) => {
    expect(shown(EDITS[name](at(before)))).toBe(after);
  });

  it('write where the cursor is, and put a text in the place of another', () => {
    expect(shown(insert(at('a|c'), 'b'))).toBe('ab|c');
    expect(shown(replace(at('abc d|'), 1, 3, 'xyz'))).toBe('axyz| d');
  });

  it('keep the cursor in the text, and never split a character', () => {
    const names = Object.keys(EDITS) as EditName[];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', ' ', '\n', 'é', '語', '😀', ':'), { maxLength: 12 }),
        fc.array(fc.constantFrom(...names), { maxLength: 12 }),
        (characters, edits) => {
          let buffer: LineBuffer = { text: characters.join(''), cursor: 0 };
          for (const name of edits) {
            buffer = EDITS[name](buffer);
            expect(buffer.cursor).toBeGreaterThanOrEqual(0);
            expect(buffer.cursor).toBeLessThanOrEqual(buffer.text.length);
            // Not in the middle of a surrogate pair, which lines of the same length may have in different places.
            if (!['line-up', 'line-down'].includes(name)) {
              expect(buffer.text).not.toMatch(/\p{Surrogate}/u);
            }
          }
        },
      ),
    );
  });
});
