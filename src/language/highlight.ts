/** What each part of a text is, for editors and terminals, also while the text is still being written. */
import type { Span } from './diagnostic.js';
import { isQuote } from './scan-state.js';
import { scanOn } from './scanner.js';
import * as tokens from './tokens.js';

/**
 * - `keyword`: `and`, `or`, `not` and their signs, `from tasks`, `by`, `asc`, `desc`, and `*` where it stands for everything
 * - `stage`: the word of a stage
 * - `subject`: a subject or column, as written
 * - `function`: `count`, `sum` and their like before a parenthesis
 * - `operator`, `value`, `pattern`, `punctuation` (brackets, commas, `|`)
 * - `error`: what cannot stand there
 */
export type HighlightKind =
  | 'keyword'
  | 'stage'
  | 'subject'
  | 'function'
  | 'operator'
  | 'value'
  | 'pattern'
  | 'punctuation'
  | 'error';

export interface Highlight extends Span {
  readonly kind: HighlightKind;
}

/**
 * The parts of a text in its order, without gaps but white space. Any text has them: behind something wrong it goes on with what
 * was most likely meant, and a word or quote at the end that may yet become right counts as what it may become. Limits are not
 * minded. Never throws. O(length).
 */
export function highlight(text: string): readonly Highlight[] {
  return scanOn(text, resume).map((token) => {
    const end = token.endOffset + 1;
    return { start: token.startOffset, end, kind: kindOf(token, end === text.length) };
  });
}

const KINDS: ReadonlyMap<unknown, HighlightKind> = new Map<unknown, HighlightKind>([
  ...[tokens.Or, tokens.And, tokens.Not, tokens.Everything].map((type) => [type, 'keyword'] as const),
  ...[tokens.From, tokens.Rows, tokens.By, tokens.Direction].map((type) => [type, 'keyword'] as const),
  ...[tokens.LeftParenthesis, tokens.RightParenthesis, tokens.Comma].map((type) => [type, 'punctuation'] as const),
  ...[tokens.LeftBracket, tokens.RightBracket, tokens.Pipe].map((type) => [type, 'punctuation'] as const),
  ...[tokens.ComparisonOperator, tokens.MembershipOperator].map((type) => [type, 'operator'] as const),
  ...[tokens.MatchOperator, tokens.ExistenceOperator].map((type) => [type, 'operator'] as const),
  ...[tokens.Value, tokens.NumberOfRows].map((type) => [type, 'value'] as const),
  ...[tokens.Where, tokens.Sort, tokens.Limit, tokens.Select, tokens.Distinct].map((type) => [type, 'stage'] as const),
  [tokens.Pattern, 'pattern'],
  [tokens.Name, 'subject'],
]);

function kindOf(token: tokens.Token, isLast: boolean): HighlightKind {
  const { tokenType, position } = token;
  if (tokenType === tokens.Unexpected) return kindOfUnexpected(token, isLast);
  return KINDS.get(tokenType) ?? (position === 'stage' ? 'stage' : 'function');
}

/** What may begin at a place, with what it then is. */
const WORDS: Readonly<Partial<Record<tokens.Position, readonly [words: readonly string[], kind: HighlightKind]>>> = {
  operator: [Object.keys(tokens.OPERATOR_SPELLINGS), 'operator'],
  connective: [['and', 'or', '&&', '||'], 'keyword'],
  rows: [['instances', 'tasks'], 'keyword'],
  stage: [Object.keys(tokens.STAGES), 'stage'],
  'column-end': [['by', 'asc', 'desc'], 'keyword'],
};

const QUOTED: Readonly<Partial<Record<tokens.Position, HighlightKind>>> = {
  value: 'value',
  'list-value': 'value',
  pattern: 'pattern',
  condition: 'subject',
  column: 'subject',
  aggregated: 'subject',
};

function kindOfUnexpected({ image, position }: tokens.Token, isLast: boolean): HighlightKind {
  if (!isLast) return 'error';
  // A quote that nothing closes reaches to the end; that of a name stands behind its `:`.
  const named = /^[^'"]*:['"]/.test(image);
  if (named || (isQuote(image[0]) && position !== 'condition')) return QUOTED[position] ?? 'error';
  const [words, kind] = WORDS[position] ?? [[], 'error'];
  return words.some((word) => word.startsWith(image)) ? kind : 'error';
}

/** What may come after a token that cannot stand where it does. */
function resume({ image, position }: tokens.Token): tokens.Position {
  if (image === '|') return 'stage';
  if (image === '&' || image === '&&' || image === '||') return 'condition';
  if (image === ')' || image === ']') return AFTER_BRACKET[position] ?? position;
  if (image === ',') return position;
  return AFTER_STRAY[position] ?? position;
}

const AFTER_BRACKET: Readonly<Partial<Record<tokens.Position, tokens.Position>>> = {
  condition: 'connective',
  operator: 'connective',
  value: 'connective',
  pattern: 'connective',
  list: 'connective',
  'list-value': 'connective',
  'list-separator': 'connective',
};

const AFTER_STRAY: Readonly<Partial<Record<tokens.Position, tokens.Position>>> = {
  operator: 'value',
  list: 'connective',
  rows: 'condition',
  stage: 'column',
  number: 'stage-end',
  connective: 'operator',
};
