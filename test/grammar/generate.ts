import { type Grammar, mayTouch, type Node, ruleOf, WHITE_SPACE } from './grammar.js';
import { recognizes } from './recognize.js';

/** Gives a whole number from 0 up to `bound`, exclusive. */
export type Draw = (bound: number) => number;

/** A generator of draws with a small state (mulberry32): the same seed, the same draws. */
export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}

/** A random sentence of the grammar: its tokens, with white space where two of them could not touch and now and then. */
export function generateSentence(grammar: Grammar, draw: Draw): string {
  const tokens: Token[] = [];
  generate({ grammar, draw, depth: 0 }, ruleOf(grammar, 'query'), tokens);
  let text = space(draw);
  let previous: Token | undefined;
  for (const token of tokens) {
    const isApart = previous && (previous.isPattern ? token.text !== ')' : !canTouch(previous.text, token.text));
    text += (isApart && WHITE_SPACE[draw(WHITE_SPACE.length)]) || space(draw);
    text += token.text;
    previous = token;
  }
  return text + space(draw);
}

interface Token {
  readonly text: string;
  /** A bare pattern takes in nearly everything that follows it without white space. */
  readonly isPattern: boolean;
}

interface State {
  readonly grammar: Grammar;
  readonly draw: Draw;
  readonly depth: number;
}

function canTouch(before: string, after: string): boolean {
  return before === '=~' || before === '!~' || mayTouch(before.at(-1) ?? '', after[0] ?? '');
}

function space(draw: Draw): string {
  return draw(3) === 0 ? (WHITE_SPACE[draw(WHITE_SPACE.length)] ?? '') : '';
}

function generate(state: State, node: Node, tokens: Token[]): void {
  const { grammar } = state;
  if (node.type === 'text' || (node.type === 'rule' && !grammar.sentences.has(node.name))) {
    tokens.push({ text: generateText(state, node), isPattern: node.type === 'rule' && node.name === 'pattern' });
    return;
  }
  const inner = { ...state, depth: state.depth + 1 };
  if (node.type === 'rule') generate(inner, ruleOf(grammar, node.name), tokens);
  else if (node.type === 'choice') generate(inner, pick(state, node), tokens);
  else if (node.type === 'sequence') for (const item of node.items) generate(inner, item, tokens);
  else if (node.type === 'repeat')
    for (let count = repeats(state, node, 2); count > 0; count--) generate(inner, node.item, tokens);
}

/** The text of a token. */
function generateText(state: State, node: Node): string {
  const inner = { ...state, depth: state.depth + 1 };
  switch (node.type) {
    case 'text':
      return node.text;
    case 'rule':
      return generateText(inner, ruleOf(state.grammar, node.name));
    case 'class':
      return generateCharacter(state.draw, node);
    case 'choice':
      return generateText(inner, pick(state, node));
    case 'sequence':
      return node.items.map((item) => generateText(inner, item)).join('');
    case 'repeat':
      return Array.from({ length: repeats(state, node, 4) }, () => generateText(inner, node.item)).join('');
    case 'difference':
      return generateDifference(inner, node);
  }
}

/** Beyond this depth the shortest way out is taken: the last alternative that is a token, and no optional part. */
const DEEP = 40;

function pick(state: State, node: Node & { type: 'choice' }): Node {
  const leaves = node.items.filter((item) => item.type === 'class' || item.type === 'text');
  const open = state.depth > DEEP && leaves.length > 0 ? leaves : node.items;
  const index = state.depth > DEEP && leaves.length === 0 ? open.length - 1 : state.draw(open.length);
  return open[index] as Node;
}

function repeats(state: State, node: Node & { type: 'repeat' }, bound: number): number {
  if (state.depth > DEEP) return node.minimum;
  return Math.min(node.maximum, node.minimum + state.draw(bound));
}

const SAMPLES = 'abcxyz019 ~!@#$%^&*()-_=+[]{};:\'"\\|,.<>/?\t\nAZ\u00e9\u4e2d\u{1f600}\ud800\0';

function generateCharacter(draw: Draw, node: Node & { type: 'class' }): string {
  const allowed = [...SAMPLES].filter((character) => {
    const code = character.codePointAt(0) ?? 0;
    return node.ranges.some(([first, last]) => code >= first && code <= last) !== node.negated;
  });
  return allowed[draw(allowed.length)] ?? '';
}

/** Draws until what is excluded has not come. */
function generateDifference(state: State, node: Node & { type: 'difference' }): string {
  for (;;) {
    const text = generateText(state, node.item);
    if (!isExcluded(state.grammar, node.without, text)) return text;
  }
}

function isExcluded(grammar: Grammar, without: Node, text: string): boolean {
  return recognizes(
    { rules: new Map([...grammar.rules, ['excluded', without]]), sentences: new Set() },
    text,
    'excluded',
  );
}
