/**
 * Why a text is no query, told by what could have come next at the place where it stopped making sense.
 */
import type { IToken } from 'chevrotain';
import type { Diagnostic, DiagnosticCode, Fix } from './diagnostic.js';
import { isWordCharacter, quote } from './lexical.js';
import type { Scan } from './scanner.js';
import { nearest } from './suggest.js';
import { OPERATOR_SPELLINGS, type Position, type Token } from './tokens.js';

/** The diagnostic for the token at which the parser stopped; `stop` is Chevrotain's end-of-file token at the end of the text. */
export function explainSyntaxError(text: string, scanned: Scan, stop: IToken): Diagnostic {
  const index = Number.isNaN(stop.startOffset) ? -1 : scanned.tokens.findIndex((token) => token === stop);
  const token = scanned.tokens[index];
  const trouble: Trouble = {
    text,
    open: scanned.open,
    previous: index < 0 ? scanned.tokens.at(-1) : scanned.tokens[index - 1],
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

interface Trouble {
  readonly text: string;
  readonly open: readonly number[];
  readonly previous: Token | undefined;
  readonly start: number;
  readonly end: number;
  /** The text of the token; empty at the end of the text. */
  readonly found: string;
}

type Explain = (trouble: Trouble) => Diagnostic | undefined;

const EXPLANATIONS: Readonly<Record<Position, Explain>> = {
  condition: explainCondition,
  operator: explainOperator,
  value: explainValue,
  pattern: explainValue,
  list: explainList,
  'list-value': explainListValue,
  'list-separator': explainListSeparator,
  connective: explainConnective,
};

function explainQuote(trouble: Trouble): Diagnostic | undefined {
  const { found, start } = trouble;
  const mark = found[0];
  if (mark !== "'" && mark !== '"') return undefined;
  const closed = found.length > 1 && found.endsWith(mark) && endsOutsideEscape(found);
  if (closed) return undefined;
  return diagnostic(trouble, 'unterminated-quote', `this ${mark} is never closed`, { start, end: start + 1 });
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
  const { previous, found, start, end } = trouble;
  const subjectBefore = previous?.position === 'condition' ? previous : undefined;
  if (subjectBefore && subjectBefore.image !== 'not' && subjectBefore.image.toLowerCase() === 'not') {
    const span = { start: subjectBefore.startOffset, end: subjectBefore.endOffset + 1 };
    return wrongCase(trouble, subjectBefore.image, span);
  }
  const lower = found.toLowerCase();
  const known = lower === 'and' || lower === 'or' || Object.hasOwn(OPERATOR_SPELLINGS, lower);
  return known && lower !== found ? wrongCase(trouble, found, { start, end }) : undefined;
}

function wrongCase(trouble: Trouble, word: string, span: Place): Diagnostic {
  const lower = word.toLowerCase();
  const message = `words are lower case: did you mean \`${lower}\`?`;
  return diagnostic(trouble, 'wrong-case', message, span, lower);
}

function explainCondition(trouble: Trouble): Diagnostic | undefined {
  const { previous, found } = trouble;
  if (!previous && found === '') {
    const message = 'the expression is empty; write a condition such as `attribute:stack == prod`';
    return diagnostic(trouble, 'empty-expression', message, { start: 0, end: trouble.text.length });
  }
  if (found === '=' && previous?.image === 'not') {
    return diagnostic(trouble, 'expected-condition', '`not` takes no `=`; write `not(…)`', trouble, '');
  }
  const after = previous ? ` after \`${previous.image}\`` : ' at the start';
  const what = found === '' ? 'the text ends' : `\`${visible(found)}\` stands`;
  const message = `a condition has to come${after}, but ${what} there`;
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
  const word = found !== '' && isWordCharacter(found.charCodeAt(0)) && found !== 'and' && found !== 'or';
  if (word) {
    const operator = Object.hasOwn(SYNONYMS, found) ? SYNONYMS[found] : nearest(found, Object.keys(OPERATOR_SPELLINGS));
    const hint = operator
      ? `; did you mean \`${operator}\`?`
      : '; an operator such as `==`, `in`, `=~` or `exists` has to come there';
    return diagnostic(trouble, 'expected-operator', `\`${visible(found)}\` is no operator${hint}`, trouble, operator);
  }
  const connects = found === '' || found === 'and' || found === 'or' || /^[&|)]/.test(found);
  if (!connects) return undefined;
  const place = previous ? { start: previous.startOffset, end: previous.endOffset + 1 } : trouble;
  const named = subject.includes(':');
  const message = named
    ? `\`${visible(subject)}\` needs an operator; to ask whether it is there, write \`${visible(subject)} exists\``
    : `\`${visible(subject)}\` is no condition; a condition is a subject, an operator and a value, such as \`attribute:stack == prod\``;
  return diagnostic(trouble, 'expected-operator', message, place, named ? `${subject} exists` : undefined);
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
  const value = found !== '' && (isWordCharacter(found.charCodeAt(0)) || /^['"]/.test(found));
  const example = value ? `[${visible(found)}]` : '[a, b]';
  const message = `\`${operator}\` takes a list; write \`${operator} ${example}\``;
  return diagnostic(trouble, 'expected-list', message, trouble, value ? `[${found}]` : undefined);
}

function explainListValue(trouble: Trouble): Diagnostic | undefined {
  const { previous, found } = trouble;
  if (previous?.image === ',' && (found === ']' || found === ')')) {
    const span = { start: previous.startOffset, end: previous.endOffset + 1 };
    return diagnostic(
      trouble,
      'trailing-comma',
      'a value has to come after this comma, or take the comma away',
      span,
      '',
    );
  }
  if (found === '' || /^[,)\]]/.test(found)) {
    return diagnostic(trouble, 'expected-value', `a value has to come after \`${previous?.image ?? '['}\``);
  }
  return undefined;
}

function explainListSeparator(trouble: Trouble): Diagnostic | undefined {
  const { found } = trouble;
  const value = found !== '' && (isWordCharacter(found.charCodeAt(0)) || /^['"]/.test(found));
  if (!value && found !== '' && !/^[)\]&|]/.test(found)) return undefined;
  const message = 'a comma or the closing bracket has to come after a value of a list';
  return diagnostic(trouble, 'expected-list-separator', message, trouble, value ? `, ${found}` : undefined);
}

function explainConnective(trouble: Trouble): Diagnostic | undefined {
  const { open, previous, found, start } = trouble;
  if (found === '') {
    const at = open.at(-1) ?? start;
    return diagnostic(trouble, 'unclosed-parenthesis', 'this `(` is never closed', { start: at, end: at + 1 });
  }
  if (found === ')') return diagnostic(trouble, 'expected-connective', 'this `)` closes nothing', trouble, '');
  if (found === '&' || found === '|') {
    return diagnostic(
      trouble,
      'unexpected-character',
      `did you mean \`${found}${found}\`?`,
      trouble,
      `${found}${found}`,
    );
  }
  const begins = isWordCharacter(found.charCodeAt(0)) || /^['"(!]/.test(found);
  if (!begins) return undefined;
  const afterValue = previous?.position === 'value' || previous?.position === 'pattern';
  const hint = afterValue ? `, or quotes around a value with spaces (${quote(`${previous?.image} ${found}`)})` : '';
  const message = `\`and\` or \`or\` has to come before \`${visible(found)}\`${hint}`;
  return diagnostic(trouble, 'expected-connective', message);
}

function unexpected(trouble: Trouble): Diagnostic {
  const { found } = trouble;
  const [character = ''] = found;
  const quotable = character.charCodeAt(0) > 0x7f || /[;"'`{}()[\],]/.test(character);
  const hint = quotable ? '; put a value that holds it in quotes' : '';
  return diagnostic(trouble, 'unexpected-character', `\`${visible(character)}\` cannot stand here${hint}`);
}

interface Place {
  readonly start: number;
  readonly end: number;
}

function diagnostic(
  trouble: Trouble,
  code: DiagnosticCode,
  message: string,
  { start, end }: Place = trouble,
  replacement?: string,
): Diagnostic {
  const fix: Fix | undefined = replacement === undefined ? undefined : { start, end, text: replacement };
  return { code, severity: 'error', message, start, end, ...(fix && { fix }) };
}

/** Short enough to read, and with control characters and lone surrogates written out. */
function visible(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 39)}…` : text;
  return short.replace(/[\p{Cc}\p{Cs}]/gu, (character) => {
    return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  });
}
