import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../../src/node/repl/candidate.js';
import { History } from '../../../src/node/repl/history.js';
import { REPL_LIMITS } from '../../../src/node/repl/limits.js';
import { type EditorOptions, LineEditor } from '../../../src/node/repl/line-editor.js';
import { FakeInput, FakeOutput, KEY, settled } from './fake-terminal.js';

interface Desk {
  readonly input: FakeInput;
  readonly output: FakeOutput;
  readonly editor: LineEditor;
  readonly history: History;
  readonly interrupts: () => number;
  /** Type while a text is asked for. */
  readonly type: (...keys: readonly string[]) => Promise<void>;
}

function desk(options: Partial<EditorOptions> = {}, output = new FakeOutput()): Desk {
  const input = new FakeInput();
  const history = options.history ?? new History(100);
  let interrupts = 0;
  const editor = new LineEditor({
    input,
    output,
    history,
    color: false,
    prompt: '> ',
    highlight: () => [],
    isIncomplete: (text) => /(?:and|\|)\s*$/.test(text),
    complete: async () => [],
    onInterrupt: () => interrupts++,
    ...options,
  });
  const type = async (...keys: readonly string[]) => {
    for (const key of keys) await input.type(key);
  };
  return { input, output, editor, history, interrupts: () => interrupts, type };
}

describe('a statement', () => {
  it('is what was typed until Enter', async () => {
    const { editor, output, type } = desk();
    const reading = editor.read();
    await type('abx', KEY.backspace, 'd', KEY.left, 'c', KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'abcd' });
    expect(output.lines).toEqual(['> abcd']);
    expect(output.cursor).toEqual([1, 0]);
  });

  it('goes on where it is incomplete, until it is whole', async () => {
    const { editor, output, type } = desk();
    const reading = editor.read();
    await type('a and', KEY.enter, 'b', KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'a and\nb' });
    expect(output.lines).toEqual(['> a and', '-> b']);
  });

  it('ends with a blank line', async () => {
    const { editor, type } = desk();
    const reading = editor.read();
    await type('a and', KEY.enter, KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'a and' });
  });

  it('can be edited over all its lines', async () => {
    const { editor, output, type } = desk();
    const reading = editor.read();
    await type('a and', KEY.enter, 'b', KEY.up, KEY.home, 'x', KEY.down, 'y');
    expect(output.lines).toEqual(['> xa and', '-> by']);
    await type(KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'xa and\nby' });
  });

  it('takes a new line anywhere with Alt and Enter', async () => {
    const { editor, type } = desk();
    const reading = editor.read();
    await type('ab', KEY.left, KEY.altEnter, KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'a\nb' });
  });

  it('is pasted as it is, with its ends of lines and tabs', async () => {
    const { editor, type } = desk();
    const reading = editor.read();
    await type('\u001b[200~a\rb\tc\u001b[201~', KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'a\nb c' });
  });

  it('comes back with undo', async () => {
    const { editor, type } = desk();
    const reading = editor.read();
    await type('abc', KEY.killLine, KEY.undo, KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'abc' });
  });

  it('holds no characters that act on the terminal', async () => {
    const { editor, output, type } = desk();
    void editor.read();
    await type('\u001b[200~a\u202eb\u001b[201~');
    expect(output.lines).toEqual(['> a\\u202eb']);
  });

  it('has a limit', async () => {
    const { editor, type } = desk();
    const reading = editor.read();
    await type('a'.repeat(REPL_LIMITS.statementLength), 'b', KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'a'.repeat(REPL_LIMITS.statementLength) });
  });
});

describe('leaving', () => {
  it('Control and C clears the line', async () => {
    const { editor, output, type, interrupts } = desk();
    const reading = editor.read();
    await type('abc', KEY.left, KEY.interrupt);
    expect(await reading).toEqual({ kind: 'cleared' });
    expect(output.lines).toEqual(['> abc^C']);
    expect(interrupts()).toBe(0);
  });

  it('Control and D ends on an empty line, and deletes on another', async () => {
    const { editor, type } = desk();
    const reading = editor.read();
    await type('ab', KEY.left, KEY.leave, KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'a' });
    const next = editor.read();
    await type(KEY.leave);
    expect(await next).toEqual({ kind: 'end' });
  });

  it('the end of the input ends', async () => {
    const { editor, input } = desk();
    const reading = editor.read();
    input.end();
    expect(await reading).toEqual({ kind: 'end' });
    expect(await editor.read()).toEqual({ kind: 'end' });
  });

  it('gives the terminal back as it was', async () => {
    const { editor, input, output } = desk();
    expect(input.isRaw).toBe(true);
    editor.close();
    expect(input.isRaw).toBe(false);
    expect(input.isPaused()).toBe(true);
    expect(input.listenerCount('keypress')).toBe(0);
    expect(output.written.endsWith('\u001b[?2004l')).toBe(true);
    expect(output.listenerCount('resize')).toBe(0);
  });
});

describe('while something runs', () => {
  it('Control and C interrupts it, and what was typed is gone', async () => {
    const { editor, type, interrupts } = desk();
    await type('typed', KEY.interrupt);
    expect(interrupts()).toBe(1);
    const reading = editor.read();
    await type('a', KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'a' });
  });

  it('what is typed is kept for later, and not shown before', async () => {
    const { editor, output, type } = desk();
    await type('ab', KEY.enter, 'cd', KEY.enter);
    expect(output.lines).toEqual([]);
    expect(await editor.read()).toEqual({ kind: 'text', text: 'ab' });
    expect(await editor.read()).toEqual({ kind: 'text', text: 'cd' });
    expect(output.lines).toEqual(['> ab', '> cd']);
  });

  it('keeps a limited number of keys', async () => {
    const { editor, type } = desk();
    await type('a'.repeat(REPL_LIMITS.typedAhead), 'b');
    const reading = editor.read();
    await settled();
    await type(KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'a'.repeat(REPL_LIMITS.typedAhead) });
  });
});

describe('the history', () => {
  const history = () => new History(100, ['attribute:a', '.mode json', 'attribute:b and\nattribute:c', '.help']);

  it('is gone through with the arrows, whole statements at a time', async () => {
    const { editor, output, type } = desk({ history: history() });
    const reading = editor.read();
    await type(KEY.up, KEY.up);
    expect(output.lines).toEqual(['> attribute:b and', '-> attribute:c']);
    await type(KEY.up, KEY.down, KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'attribute:b and\nattribute:c' });
  });

  it('is searched by what stands before the cursor', async () => {
    const { editor, type, output } = desk({ history: history() });
    const reading = editor.read();
    await type('at', KEY.up, KEY.up, KEY.up);
    expect(output.lines).toEqual(['> attribute:a']);
    await type(KEY.down, KEY.down);
    expect(output.lines).toEqual(['> at']);
    await type(KEY.up, 'x', KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'attribute:b and\nattribute:cx' });
  });
});

describe('completion', () => {
  const words = ['agentConnected', 'agentVersion', 'registeredAt'];
  const complete: EditorOptions['complete'] = async (text, offset) => {
    const start = text.slice(0, offset).search(/\w*$/);
    const begun = text.slice(start, offset);
    return words
      .filter((word) => word.startsWith(begun))
      .map((word, rows): Candidate => ({ text: word, start, end: offset, description: `what ${word} is`, rows }));
  };

  it('writes the only candidate', async () => {
    const { editor, output, type } = desk({ complete });
    void editor.read();
    await type('not r', KEY.tab);
    expect(output.lines).toEqual(['> not registeredAt']);
  });

  it('writes what candidates begin with, and lists them', async () => {
    const { editor, output, type } = desk({ complete });
    void editor.read();
    await type('a', KEY.tab);
    expect(output.lines).toEqual([
      '> agent',
      'agentConnected  0  what agentConnected is',
      'agentVersion    1  what agentVersion is',
      '> agent',
    ]);
    await type('V', KEY.tab);
    expect(output.lines.at(-1)).toBe('> agentVersion');
  });

  it('lists no more than the terminal has room for', async () => {
    const many = Array.from({ length: 100 }, (_, number) => {
      return { text: `${'wide'.repeat(20)}${number}`, start: 0, end: 0, description: 'd'.repeat(50) };
    });
    const output = new FakeOutput(40, 10);
    const { editor, type } = desk({ complete: async () => many }, output);
    void editor.read();
    await type(KEY.home, KEY.tab);
    expect(output.lines.every((line) => line.length < 40)).toBe(true);
    expect(output.lines).toContain('and 94 more');
  });

  it('that finds nothing changes nothing', async () => {
    const { editor, output, type } = desk({ complete });
    void editor.read();
    await type('zz', KEY.tab);
    expect(output.lines).toEqual(['> zz']);
  });
});

describe('the screen', () => {
  it('shows wide characters and rows that do not fit, with the cursor where it belongs', async () => {
    const output = new FakeOutput(12, 10);
    const { editor, type } = desk({}, output);
    void editor.read();
    await type('語語語語語語e');
    expect(output.lines).toEqual(['> 語語語語', '語語e']);
    expect(output.cursor).toEqual([1, 5]);
    await type(...Array<string>(4).fill(KEY.left), 'x');
    expect(output.lines).toEqual(['> 語語語x語', '語語e']);
    expect(output.cursor).toEqual([0, 9]);
  });

  it('shows the part around the cursor of what is higher than the terminal', async () => {
    const output = new FakeOutput(20, 5);
    const { editor, type } = desk({}, output);
    const reading = editor.read();
    const lines = Array.from({ length: 12 }, (_, number) => `line ${number}`);
    await type(`\u001b[200~${lines.join('\r')}\u001b[201~`);
    expect(output.lines.at(-1)).toBe('-> line 11');
    expect(output.lines).toHaveLength(5);
    await type(KEY.up, KEY.up, KEY.up, KEY.up, KEY.up, KEY.up, 'x', KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: lines.join('\n').replace('line 5', 'line 5x') });
  });

  it('is drawn again when the terminal changes its size', async () => {
    const output = new FakeOutput(40, 10);
    const { editor, type } = desk({}, output);
    void editor.read();
    await type('a'.repeat(30));
    output.columns = 21;
    output.emit('resize');
    await settled();
    expect(output.lines.slice(-2)).toEqual([`> ${'a'.repeat(18)}`, 'a'.repeat(12)]);
  });

  it('is cleared with Control and L', async () => {
    const { editor, output, type } = desk();
    void editor.read();
    await type('abc', KEY.clear);
    expect(output.lines).toEqual(['> abc']);
    expect(output.written).toContain('\u001b[H');
  });

  it('works where the terminal tells no size', async () => {
    const output = new FakeOutput(0, 0);
    const { editor, type } = desk({}, output);
    const reading = editor.read();
    output.columns = 0;
    await type('abc', KEY.enter);
    expect(await reading).toEqual({ kind: 'text', text: 'abc' });
    expect(output.written).toContain('> abc');
  });

  it('is coloured by what the text means', async () => {
    const highlight: EditorOptions['highlight'] = () => [{ start: 1, end: 3, style: 'red' }];
    const { editor, output, type } = desk({ highlight, color: true });
    void editor.read();
    await type('abcd');
    expect(output.written).toContain('a\u001b[31mbc\u001b[39md');
  });

  it('has no colour where none is wanted', async () => {
    const highlight: EditorOptions['highlight'] = () => [{ start: 1, end: 3, style: 'red' }];
    const { editor, output, type } = desk({ highlight });
    void editor.read();
    await type('abcd');
    expect(output.written).not.toMatch(/\u001b\[[\d;]*m/);
  });
});
