/** The TextMate grammar, run by the engine that editors run it in, says of each part of a text what the parser says. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import type { Expression, Predicate } from '../../src/language/ast.js';
import { parse } from '../../src/language/parser.js';
import { SUBJECTS } from '../../src/model/subjects.js';
import { readText } from '../house/sources.js';

const PATH = 'grammar/stowage.tmLanguage.json';
let grammar: textmate.IGrammar;

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(readFileSync(wasm));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve(oniguruma),
    loadGrammar: async () => textmate.parseRawGrammar(readText(PATH), PATH),
  });
  const loaded = await registry.loadGrammar('source.stowage');
  if (loaded === null) throw new Error('the grammar does not load');
  grammar = loaded;
});

interface Part {
  readonly start: number;
  readonly text: string;
  /** The innermost scope without the language's name; empty for plain text. */
  readonly scope: string;
}

/** The parts of a text of one line that are not white space. */
function partsOf(text: string): readonly Part[] {
  return grammar
    .tokenizeLine(text, textmate.INITIAL)
    .tokens.map(({ startIndex, endIndex, scopes }) => ({
      start: startIndex,
      text: text.slice(startIndex, endIndex),
      scope: (scopes.length > 1 ? (scopes.at(-1) ?? '') : '').replace(/\.stowage$/, ''),
    }))
    .filter((part) => part.text.trim() !== '');
}

const scopesOf = (text: string) => partsOf(text).map((part) => [part.text, part.scope]);

describe('a text in an editor', () => {
  it('has a scope for each part', () => {
    expect(
      scopesOf("not(attribute:stack == prod) and agentVersion>=1.14 or runningTasksCount < 5 && x !in [a, 'b']"),
    ).toEqual([
      ['not', 'keyword.operator.logical'],
      ['(', 'punctuation.section.group'],
      ['attribute:', 'support.variable.subject'],
      ['stack', 'variable.other.attribute-name'],
      ['==', 'keyword.operator.comparison'],
      ['prod', 'string.unquoted'],
      [')', 'punctuation.section.group'],
      ['and', 'keyword.operator.logical'],
      ['agentVersion', 'support.variable.subject'],
      ['>=', 'keyword.operator.comparison'],
      ['1.14', 'constant.numeric'],
      ['or', 'keyword.operator.logical'],
      ['runningTasksCount', 'support.variable.subject'],
      ['<', 'keyword.operator.comparison'],
      ['5', 'constant.numeric'],
      ['&&', 'keyword.operator.logical'],
      ['x', 'variable.other.unknown-subject'],
      ['!in', 'keyword.operator.membership'],
      ['[', 'punctuation.section.list.begin'],
      ['a', 'string.unquoted'],
      [',', 'punctuation.separator.list'],
      ["'b'", 'string.quoted.single'],
      [']', 'punctuation.section.list.end'],
    ]);
  });

  it('knows every subject', () => {
    for (const { name } of SUBJECTS) {
      const text = name.endsWith(':') ? `${name}a` : name;
      expect(scopesOf(`${text} exists`)[0], text).toEqual([name, 'support.variable.subject']);
    }
  });

  it('has a scope for each part of stages', () => {
    expect(
      scopesOf(
        'from tasks count(a == b) > 3 | where sum(x) > 1 | sort count(a =~ b.*) desc, from | count by c | limit 5',
      ),
    ).toEqual([
      ['from', 'keyword.other.from'],
      ['tasks', 'keyword.other.rows'],
      ['count', 'support.function'],
      ['(', 'punctuation.section.group'],
      ['a', 'variable.other.unknown-subject'],
      ['==', 'keyword.operator.comparison'],
      ['b', 'string.unquoted'],
      [')', 'punctuation.section.group'],
      ['>', 'keyword.operator.comparison'],
      ['3', 'constant.numeric'],
      ['|', 'punctuation.separator.pipe'],
      ['where', 'keyword.control.stage'],
      ['sum', 'support.function'],
      ['(', 'punctuation.section.group'],
      ['x', 'variable.other.unknown-subject'],
      [')', 'punctuation.section.group'],
      ['>', 'keyword.operator.comparison'],
      ['1', 'constant.numeric'],
      ['|', 'punctuation.separator.pipe'],
      ['sort', 'keyword.control.stage'],
      ['count', 'support.function'],
      ['(', 'punctuation.section.group'],
      ['a', 'variable.other.unknown-subject'],
      ['=~', 'keyword.operator.match'],
      ['b.*', 'string.regexp.unquoted'],
      [')', 'punctuation.section.group'],
      ['desc', 'keyword.other.column'],
      [',', 'punctuation.separator.list'],
      ['from', 'variable.other.unknown-subject'],
      ['|', 'punctuation.separator.pipe'],
      ['count', 'keyword.control.stage'],
      ['by', 'keyword.other.column'],
      ['c', 'variable.other.unknown-subject'],
      ['|', 'punctuation.separator.pipe'],
      ['limit', 'keyword.control.stage'],
      ['5', 'constant.numeric'],
    ]);
  });

  it('marks what cannot be', () => {
    expect(scopesOf('a exists AND b exists')).toContainEqual(['AND', 'invalid.illegal.wrong-case']);
    expect(scopesOf('a == <image>')).toContainEqual(['<', 'keyword.operator.comparison']);
    expect(scopesOf('a exists; b exists')).toContainEqual([';', 'invalid.illegal.character']);
    expect(scopesOf('a in [b; c]')).toContainEqual([';', 'invalid.illegal.character']);
  });

  it('goes on over lines', () => {
    const first = grammar.tokenizeLine('a in [b,', textmate.INITIAL);
    const second = grammar.tokenizeLine('c]', first.ruleStack);
    expect(second.tokens.map((token) => token.scopes.at(-1))).toEqual([
      'string.unquoted.stowage',
      'punctuation.section.list.end.stowage',
    ]);
  });
});

const corpus = readText('grammar/corpus/valid.jsonl')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as { text: string })
  .filter(({ text }) => !/[\r\n]/.test(text));

describe('a valid text', () => {
  it.each(corpus)('$text', ({ text }) => {
    const result = parse(text);
    if (!result.ok) throw new Error('the corpus holds valid texts');
    const parts = partsOf(text);
    expect(parts.filter((part) => /^$|invalid/.test(part.scope))).toEqual([]);
    for (const { start, end, scope } of result.ast.expression ? expectedScopes(result.ast.expression) : []) {
      const inside = parts.filter((part) => part.start < end && part.start + part.text.length > start);
      expect(inside.map((part) => part.text).join('')).toBe(text.slice(start, end));
      for (const part of inside) expect(part.scope).toMatch(scope);
    }
  });
});

interface ExpectedScope {
  readonly start: number;
  readonly end: number;
  readonly scope: RegExp;
}

/** What the parser's places have to look like. */
function expectedScopes(expression: Expression): readonly ExpectedScope[] {
  switch (expression.type) {
    case 'and':
    case 'or':
      return expression.operands.flatMap(expectedScopes);
    case 'not':
      return expectedScopes(expression.operand);
    case 'everything':
      return [{ ...expression.span, scope: /^constant\.language\.everything/ }];
    default:
      return [
        ...expectedSubject(expression),
        { ...expression.operator.span, scope: new RegExp(`^keyword\\.operator\\.${expression.type}`) },
        ...expectedArguments(expression),
      ];
  }
}

function expectedSubject({ subject }: Predicate): readonly ExpectedScope[] {
  return subject.counted ? expectedScopes(subject.counted) : [{ ...subject.span, scope: /subject|attribute-name/ }];
}

function expectedArguments(predicate: Predicate): readonly ExpectedScope[] {
  const value = /^(string\.(un)?quoted|constant)/;
  if (predicate.type === 'comparison') return [{ ...predicate.value.span, scope: value }];
  if (predicate.type === 'membership') return predicate.values.map(({ span }) => ({ ...span, scope: value }));
  return predicate.type === 'match' ? [{ ...predicate.pattern.span, scope: /^string\.regexp/ }] : [];
}
