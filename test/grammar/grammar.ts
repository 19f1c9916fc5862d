/** The EBNF as something that accepts texts and makes them: written for these tests, sharing nothing with the parser. */
import { parseEbnf } from '../../scripts/ebnf.mjs';
import { readText } from '../house/sources.js';

export type Node = ReturnType<typeof parseEbnf> extends ReadonlyMap<string, infer N> ? N : never;

export interface Grammar {
  readonly rules: ReadonlyMap<string, Node>;
  /** The rules between whose parts white space may stand; every other rule is a token or a part of one. */
  readonly sentences: ReadonlySet<string>;
}

/** The rules before the one that the comment calls the first token. */
export function readGrammar(): Grammar {
  const text = readText('grammar/stowage.ebnf');
  const rules = parseEbnf(text);
  const sentences = new Set(parseEbnf(text.slice(0, text.indexOf('/*\n * Tokens.'))).keys());
  return { rules, sentences };
}

export function ruleOf(grammar: Grammar, name: string): Node {
  const rule = grammar.rules.get(name);
  if (rule === undefined) throw new Error(`the EBNF uses ${name} and does not define it`);
  return rule;
}

export const WHITE_SPACE = [' ', '\t', '\r', '\n'];
const WORD_CHARACTER = /[\w\-.@/\\:+*?^$#%~]/;

/** Whether two tokens may touch, by the character that one ends in and the one that the next begins with. */
export function mayTouch(before: string, after: string): boolean {
  return !WORD_CHARACTER.test(before) || !WORD_CHARACTER.test(after);
}
