/** `grammar/stowage.ebnf` and the parser are one language. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEbnfExpression } from '../../scripts/ebnf.mjs';
import type { Match } from '../../src/language/ast.js';
import { grammarRules, parse } from '../../src/language/parser.js';
import { type Draw, drawFrom, generateSentence } from './generate.js';
import { type Node, readGrammar } from './grammar.js';
import { recognizes } from './recognize.js';

const grammar = readGrammar();
/** What Chevrotain says of a rule or a part of one; its own types leave most of it out. */
interface Production {
  readonly type: string;
  readonly name?: string;
  readonly label?: string;
  readonly definition?: readonly Production[];
}

describe('the rules of the parser', () => {
  const rules: readonly Production[] = grammarRules();

  it('have the names of the EBNF, in its order', () => {
    expect(rules.map((rule) => rule.name)).toEqual([...grammar.sentences]);
  });

  it.each(rules.map((rule) => [rule.name ?? '', rule] as const))('%s has the shape of the EBNF', (name, rule) => {
    expect(nodeOf(rule)).toEqual(grammar.rules.get(name));
  });
});

/** Chevrotain's account of a rule in the terms of the EBNF. A terminal's label is EBNF itself. */
function nodeOf(production: Production): Node {
  const { type, name = '', label = '', definition = [] } = production;
  const items = () => definition.map(nodeOf);
  switch (type) {
    case 'NonTerminal':
      return { type: 'rule', name };
    case 'Terminal':
      return parseEbnfExpression(label);
    case 'Alternation':
      return { type: 'choice', items: items() };
    case 'Option':
      return { type: 'repeat', item: sequence(items()), minimum: 0, maximum: 1 };
    case 'Repetition':
      return { type: 'repeat', item: sequence(items()), minimum: 0, maximum: Number.POSITIVE_INFINITY };
    case 'Rule':
    case 'Alternative':
      return sequence(items());
    default:
      throw new Error(`no EBNF for ${type}`);
  }
}

function sequence(items: readonly Node[]): Node {
  return items.length === 1 && items[0] ? items[0] : { type: 'sequence', items };
}

describe('the names of the EBNF', () => {
  it('are all defined and all reachable', () => {
    const reached = new Set<string>();
    const reach = (name: string) => {
      if (reached.has(name)) return;
      reached.add(name);
      for (const used of namesIn(grammar.rules.get(name))) reach(used);
    };
    reach('query');
    expect([...reached].sort()).toEqual([...grammar.rules.keys()].sort());
  });
});

function namesIn(node: Node | undefined): readonly string[] {
  if (node === undefined) return [];
  if (node.type === 'rule') return [node.name];
  if (node.type === 'repeat') return namesIn(node.item);
  if (node.type === 'difference') return [...namesIn(node.item), ...namesIn(node.without)];
  return 'items' in node ? node.items.flatMap(namesIn) : [];
}

describe('the language of the EBNF', () => {
  it('is not empty, and not everything', () => {
    expect(recognizes(grammar, ' attribute:a =~ (p[2,3]|g[3,4]|f[1]).* and not(b!exists)||c not_in[x,"y z"]')).toBe(
      true,
    );
    for (const text of ['', 'a', 'a ==', 'a == b c', 'a in [b,]', 'a existsand b exists', 'a =~ (b', 'a =~ b,']) {
      expect(recognizes(grammar, text), text).toBe(false);
    }
  });

  it('is accepted by the parser', () => {
    const sentence = fc.integer().map((seed) => generateSentence(grammar, drawFrom(seed)));
    fc.assert(
      fc.property(sentence, (text) => {
        expect(recognizes(grammar, text)).toBe(true);
        expect(parse(text)).toMatchObject({ ok: true });
      }),
      { numRuns: 2000 },
    );
  });

  it('is what the parser accepts, near to its sentences too', () => {
    let refused = 0;
    const mutant = fc.integer().map((seed) => {
      const draw = drawFrom(seed);
      return mutate(generateSentence(grammar, draw), draw);
    });
    fc.assert(
      fc.property(mutant, (text) => {
        const accepted = acceptedByParser(text);
        if (!accepted) refused++;
        expect(recognizes(grammar, text)).toBe(accepted);
      }),
      { numRuns: 5000 },
    );
    expect(refused).toBeGreaterThan(500);
  });
});

const FRAGMENTS = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ' ',
  '!',
  '=',
  '&',
  '|',
  "'",
  '"',
  '\\',
  '*',
  'a',
  '<',
  'é',
  ' and ',
  ' not ',
  ' in ',
];

/** Drops, doubles or puts in a few characters. */
function mutate(text: string, draw: Draw): string {
  let mutant = text;
  for (let edits = 1 + draw(2); edits > 0; edits--) {
    const at = draw(mutant.length + 1);
    const inserted = [FRAGMENTS[draw(FRAGMENTS.length)], mutant[at], ''][draw(3)] ?? '';
    mutant = mutant.slice(0, at) + inserted + mutant.slice(at + draw(2));
  }
  return mutant;
}

/**
 * The parser takes a bare pattern whose brackets do not balance, so that checking can say what is wrong with it; the
 * grammar has no such pattern.
 */
function acceptedByParser(text: string): boolean {
  const result = parse(text);
  if (!result.ok) return false;
  return matchesIn(result.ast).every(({ pattern }) =>
    recognizes(grammar, text.slice(pattern.span.start, pattern.span.end), 'pattern'),
  );
}

/** Every match in a tree, those in stages and in what is counted included. */
function matchesIn(node: unknown): readonly Match[] {
  if (typeof node !== 'object' || node === null) return [];
  const inside = Object.values(node).flatMap(matchesIn);
  return 'type' in node && node.type === 'match' ? [node as Match, ...inside] : inside;
}
