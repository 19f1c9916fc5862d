import { describe, expect, it } from 'vitest';
import { History } from '../../../src/node/repl/history.js';

describe('the history', () => {
  it('keeps what differs from the statement before', () => {
    const history = new History(10, ['a', 'a', 'b', 'a', '']);
    expect(history.entries()).toEqual(['a', 'b', 'a']);
    expect(history.add('a')).toBe(false);
    expect(history.add('c')).toBe(true);
    expect(history.entries(2)).toEqual(['a', 'c']);
    expect(history.entries(0)).toEqual([]);
  });

  it.each([0, 1, 5])('keeps the newest %i', (size) => {
    const history = new History(size);
    for (let number = 0; number < 100; number++) history.add(`statement ${number}`);
    expect(history.entries()).toEqual(Array.from({ length: size }, (_, index) => `statement ${100 - size + index}`));
  });

  it('is searched by what is before the cursor, from the newest on and back', () => {
    const history = new History(10, [
      'attribute:a == 1',
      '.mode json',
      'attribute:b == 2',
      'attribute:b == 2 or\nx',
      '.help',
    ]);
    const search = history.search('attr', 'attr');
    expect([search.older(), search.older(), search.older(), search.older()]).toEqual([
      'attribute:b == 2 or\nx',
      'attribute:b == 2',
      'attribute:a == 1',
      undefined,
    ]);
    expect([search.newer(), search.newer(), search.newer(), search.newer()]).toEqual([
      'attribute:b == 2',
      'attribute:b == 2 or\nx',
      'attr',
      undefined,
    ]);
  });

  it('shows each statement once, however often it was given', () => {
    const search = new History(10, ['a', 'b', 'a', 'b', 'b2', 'b']).search('', 'b');
    expect([search.older(), search.older()]).toEqual(['b2', 'b']);
  });
});
