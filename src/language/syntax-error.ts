/**
 * Why a text is no query, told by what could have come next at the place where it stopped making sense.
 */
import type { IToken } from 'chevrotain';
import type { Diagnostic, Span } from './diagnostic.js';
import { endOfWord, isWordCharacter, quote } from './lexical.js';
import type { Scan } from './scanner.js';
import {
  explainAggregatedEnd,
  explainColumn,
  explainMissingPipe,
  explainNumber,
  explainRows,
  explainStage,
  explainStageEnd,
} from './stage-error.js';
import { nearest } from './suggest.js';
import {
  From,
  FUNCTIONS,
  OPERATOR_SPELLINGS,
  Pattern,
  Pipe,
  type Position,
  Rows,
  STAGES,
  type Token,
} from './tokens.js';
import { diagnostic, type Explain, isWord, spanOfToken, type Trouble, visible, whatStands } from './trouble.js';

/** The diagnostic for the token at which the parser stopped; `stop` is Chevrotain's end-of-file token at the end of the text. */
export function explainSyntaxError(text: string, scanned: Scan, stop: IToken): Diagnostic {
  const index = Number.isNaN(stop.startOffset) ? -1 : scanned.tokens.indexOf(stop as Token);
  const token = scanned.tokens[index];
  const before = index < 0 ? scanned.tokens : scanned.tokens.slice(0, index);
  const trouble: Trouble = {
    text,
    open: scanned.open,
    before,
    previous: before.at(-1),
    start: token ? token.startOffset : text.length,
    end: token ? token.endOffset + 1 : text.length,
    found: token ? token.image : '',
  };
  const position = token ? token.position : scanned.position;
  for (const explain of [explainQuote, explainPlaceholder, explainCase, EXPLANATIONS[position]]) {
    const diagnostic = explain(trouble);
    if (diagnostic) return diagnostic;
  }
  return unexpected(trouble);
}

const EXPLANATIONS: Readonly<Record<Position, Explain>> = {
  condition: explainCondition,
  operator: explainOperator,
  value: explainValue,
  pattern: explainValue,
  list: explainList,
  'list-value': explainListValue,
  'list-separator': explainListSeparator,
  connective: explainConnective,
  rows: explainRows,
  stage: explainStage,
  column: explainColumn,
  'column-end': explainStageEnd,
  'stage-end': explainStageEnd,
  number: explainNumber,
  opening: () => undefined,
  aggregated: explainColumn,
  'aggregated-end': explainAggregatedEnd,
};

function explainQuote(trouble: Trouble): Diagnostic | undefined {
  const { found, start } = trouble;
  // A name may end in quotes: `tag:'cost center'`.
  const at = found.includes(':') ? endOfWord(found, 0) : 0;
  const mark = found[at];
  if (mark !== "'" && mark !== '"') return undefined;
  const quoted = found.slice(at);
  const closed = quoted.length > 1 && quoted.endsWith(mark) && endsOutsideEscape(quoted);
  if (closed) return undefined;
  const span = { start: start + at, end: start + at + 1 };
  return diagnostic(trouble, 'unterminated-quote', `this ${mark} is never closed`, span);
}

function endsOutsideEscape(quoted: string): boolean {
  let backslashes = 0;
  while (quoted[quoted.length - 2 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 0;
}

const PLACEHOLDER = /<[^<>]*>|\{\{[^{}]*\}\}|\{[^{}]*\}/y;

function explainPlaceholder(trouble: Trouble): Diagnostic | undefined {
  const { text, start } = trouble;
  PLACEHOLDER.lastIndex = start;
  const match = PLACEHOLDER.exec(text)?.[0];
  if (match === undefined) return undefined;
  const from = match.startsWith('{') && text[start - 1] === '$' ? start - 1 : start;
  const placeholder = text.slice(from, start + match.length);
  const message = `\`${placeholder}\` looks like a placeholder of a template; put the real value in its place`;
  return diagnostic(trouble, 'placeholder', message, { start: from, end: start + match.length });
}

/** `AND`, `Not`, `EXISTS`: words are lower case. A capitalised `NOT` was read as a subject, so it is the token before. */
function explainCase(trouble: Trouble): Diagnostic | undefined {
  const { previous, found } = trouble;
  if (previous?.position === 'condition' && isMistakenForSubject(trouble, previous.image)) {
    return wrongCase(trouble, previous.image, spanOfToken(previous));
  }
  const lower = found.toLowerCase();
  const known = CONDITION_WORDS.has(lower) || (aroundCondition(trouble) && STAGE_WORDS.has(lower));
  return known && lower !== found ? wrongCase(trouble, found, trouble) : undefined;
}

const CONDITION_WORDS: ReadonlySet<string> = new Set(['and', 'or', ...Object.keys(OPERATOR_SPELLINGS)]);
const STAGE_WORDS: ReadonlySet<string> = new Set([
  ...['instances', 'tasks', 'by', 'asc', 'desc'],
  ...Object.keys(STAGES),
]);

/** Behind `from`, or where stages are. */
function aroundCondition({ before, previous }: Trouble): boolean {
  return previous?.tokenType === From || before.some((token) => token.tokenType === Pipe);
}

function isMistakenForSubject({ before, found }: Trouble, word: string): boolean {
  const lower = word.toLowerCase();
  if (lower === word) return false;
  if (lower === 'from') return before.length === 1 && (found === 'instances' || found === 'tasks');
  return lower === 'not' || (found === '(' && Object.hasOwn(FUNCTIONS, lower));
}

function wrongCase(trouble: Trouble, word: string, span: Span): Diagnostic {
  const lower = word.toLowerCase();
  const message = `words are lower case: did you mean \`${lower}\`?`;
  return diagnostic(trouble, 'wrong-case', message, span, lower);
}

function explainCondition(trouble: Trouble): Diagnostic | undefined {
  const { before, previous, found, start } = trouble;
  if (!previous && found === '') {
    const message = 'the expression is empty; write a condition such as `attribute:stack == prod`';
    return diagnostic(trouble, 'empty-expression', message, { start: 0, end: trouble.text.length });
  }
  if (found === '=' && previous?.image === 'not') {
    return diagnostic(trouble, 'expected-condition', '`not` takes no `=`; write `not(…)`', trouble, '');
  }
  const after = previous ? ` after \`${visible(previous.image)}\`` : ' at the start';
  if ((found === '' || found === '|') && (!previous || previous.tokenType === Rows)) {
    const message = `a condition has to come${after}; \`*\` stands for all there is`;
    return diagnostic(trouble, 'expected-condition', message, { start, end: start }, found === '' ? ' *' : '* ');
  }
  if (found === ')' && before.at(-2)?.image === 'count') {
    const column = before.some((token) => token.tokenType === Pipe);
    const hint = column ? '; the column that the stage makes is `count`' : '';
    const message = `in \`count(…)\` stands a condition on the tasks that are counted, \`*\` for all of them${hint}`;
    return diagnostic(trouble, 'expected-condition', message, { start, end: start }, '*');
  }
  const message = `a condition has to come${after}, but ${whatStands(trouble)} there`;
  return diagnostic(trouble, 'expected-condition', message);
}

/** Words that other languages use, with the operator that says the same here. */
const SYNONYMS: Readonly<Record<string, string>> = {
  '=': '==',
  '~': '=~',
  is: '==',
  eq: '==',
  equal: '==',
  ne: '!=',
  gt: '>',
  ge: '>=',
  gte: '>=',
  lt: '<',
  le: '<=',
  lte: '<=',
  like: '=~',
  has: 'exists',
};

function explainOperator(trouble: Trouble): Diagnostic | undefined {
  const { text, previous, found, start, end } = trouble;
  const subject = previous?.image ?? '';
  if (found === '=') {
    const split = /^=\s*([~=>])/.exec(text.slice(start, start + 64));
    const operator = split ? { '~': '=~', '=': '==', '>': '>=' }[split[1] as '~' | '=' | '>'] : '==';
    const span = { start, end: split ? start + split[0].length : end };
    return diagnostic(
      trouble,
      'unexpected-character',
      `\`${text.slice(span.start, span.end)}\` is no operator; did you mean \`${operator}\`?`,
      span,
      operator,
    );
  }
  const stage = explainLeadingStage(trouble);
  if (stage) return stage;
  if (isWord(found) && found !== 'and' && found !== 'or') {
    const operator = Object.hasOwn(SYNONYMS, found) ? SYNONYMS[found] : nearest(found, Object.keys(OPERATOR_SPELLINGS));
    const hint = operator
      ? `; did you mean \`${operator}\`?`
      : '; an operator such as `==`, `in`, `=~` or `exists` has to come there';
    return diagnostic(trouble, 'expected-operator', `\`${visible(found)}\` is no operator${hint}`, trouble, operator);
  }
  const connects = found === '' || found === 'and' || found === 'or' || /^[&|)]/.test(found);
  if (!connects) return undefined;
  const place = previous ? spanOfToken(previous) : trouble;
  const named = subject.includes(':');
  const message = named
    ? `\`${visible(subject)}\` needs an operator; to ask whether it is there, write \`${visible(subject)} exists\``
    : `\`${visible(subject)}\` is no condition; a condition is a subject, an operator and a value, such as \`attribute:stack == prod\``;
  return diagnostic(trouble, 'expected-operator', message, place, named ? `${subject} exists` : undefined);
}

/** A stage where the text or its condition begins: it was read as a subject. */
function explainLeadingStage(trouble: Trouble): Diagnostic | undefined {
  const { before, previous, found } = trouble;
  const word = previous?.image.toLowerCase() ?? '';
  const leads = before.length === 1 || (before.length === 3 && before[1]?.tokenType === Rows);
  if (!previous || !leads || !Object.hasOwn(STAGES, word) || !/^(?:$|[|\w(*])/.test(found)) return undefined;
  const { start, end } = spanOfToken(previous);
  if (word === 'where') {
    const message = 'the first condition stands by itself: take `where` away';
    return diagnostic(trouble, 'expected-operator', message, { start, end }, '');
  }
  const message = `\`${word}\` is a stage; a condition and \`|\` have to come before it, as in \`* | ${word} …\``;
  return diagnostic(trouble, 'expected-operator', message, { start, end }, `* | ${word}`);
}

function explainValue(trouble: Trouble): Diagnostic | undefined {
  const { text, previous, found, start } = trouble;
  const operator = previous?.image ?? '';
  if (found === '[') {
    return diagnostic(
      trouble,
      'expected-value',
      `\`${operator}\` compares with one value; for a list write \`in […]\``,
    );
  }
  if (/^[<>=!~]/.test(found)) {
    const message = `\`${operator}${operator.length && text[start - 1] === operator.at(-1) ? '' : ' '}${found}\` is no operator`;
    return diagnostic(trouble, 'expected-value', `${message}; a value has to come after \`${operator}\``);
  }
  if (found === '' || /^[&|),]/.test(found)) {
    return diagnostic(trouble, 'expected-value', `a value has to come after \`${operator}\``);
  }
  return undefined;
}

function explainList(trouble: Trouble): Diagnostic | undefined {
  const { previous, found } = trouble;
  const operator = previous?.image ?? 'in';
  const value = isWord(found) || /^['"]/.test(found);
  const example = value ? `[${visible(found)}]` : '[a, b]';
  const message = `\`${operator}\` takes a list; write \`${operator} ${example}\``;
  return diagnostic(trouble, 'expected-list', message, trouble, value ? `[${found}]` : undefined);
}

function explainListValue(trouble: Trouble): Diagnostic | undefined {
  const { previous, found } = trouble;
  if (previous?.image === ',' && (found === ']' || found === ')')) {
    const message = 'a value has to come after this comma, or take the comma away';
    return diagnostic(trouble, 'trailing-comma', message, spanOfToken(previous), '');
  }
  if (found === '' || /^[,)\]]/.test(found)) {
    return diagnostic(trouble, 'expected-value', `a value has to come after \`${previous?.image ?? '['}\``);
  }
  return undefined;
}

function explainListSeparator(trouble: Trouble): Diagnostic | undefined {
  const { found } = trouble;
  const value = isWord(found) || /^['"]/.test(found);
  if (!value && found !== '' && !/^[)\]&|]/.test(found)) return undefined;
  const message = 'a comma or the closing bracket has to come after a value of a list';
  return diagnostic(trouble, 'expected-list-separator', message, trouble, value ? `, ${found}` : undefined);
}

function explainConnective(trouble: Trouble): Diagnostic | undefined {
  const { text, open, previous, found, start } = trouble;
  if (found === '') return unclosed(trouble);
  if (found === ')') return diagnostic(trouble, 'expected-connective', 'this `)` closes nothing', trouble, '');
  if (found === '|' && open.length > 0 && STAGE_AHEAD.test(text.slice(start, start + 64))) return unclosed(trouble);
  if (found === '&' || found === '|') {
    const sign = found + found;
    return diagnostic(trouble, 'unexpected-character', `did you mean \`${sign}\`?`, trouble, sign);
  }
  if (previous?.tokenType === Pattern && previous.image.endsWith('|') && Object.hasOwn(STAGES, found)) {
    const message = 'this `|` is part of the pattern; put white space before it to begin a stage';
    const span = { start: previous.endOffset, end: previous.endOffset + 1 };
    return diagnostic(trouble, 'expected-connective', message, span, ' |');
  }
  if (found === 'from' && /^from\s+(?:instances|tasks)(?![^\s|])/.test(text.slice(start, start + 64))) {
    return diagnostic(trouble, 'expected-connective', '`from` and what the rows are come first in a text');
  }
  const missing = open.length === 0 ? explainMissingPipe(trouble) : undefined;
  if (missing) return missing;
  const begins = isWordCharacter(found.charCodeAt(0)) || /^['"(!]/.test(found);
  if (!begins) return undefined;
  const afterValue = previous?.position === 'value' || previous?.position === 'pattern';
  const hint = afterValue ? `, or quotes around a value with spaces (${quote(`${previous?.image} ${found}`)})` : '';
  const message = `\`and\` or \`or\` has to come before \`${visible(found)}\`${hint}`;
  return diagnostic(trouble, 'expected-connective', message);
}

const STAGE_AHEAD = new RegExp(`^\\|\\s*(?:${Object.keys(STAGES).join('|')})(?![^\\s|()])`);

function unclosed(trouble: Trouble): Diagnostic {
  const at = trouble.open.at(-1) ?? trouble.start;
  return diagnostic(trouble, 'unclosed-parenthesis', 'this `(` is never closed', { start: at, end: at + 1 });
}

function unexpected(trouble: Trouble): Diagnostic {
  const { found } = trouble;
  const [character = ''] = found;
  const quotable = character.charCodeAt(0) > 0x7f || /[;"'`{}()[\],]/.test(character);
  const hint = quotable ? '; put a value that holds it in quotes' : '';
  return diagnostic(trouble, 'unexpected-character', `\`${visible(character)}\` cannot stand here${hint}`);
}
