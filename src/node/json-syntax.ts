/** Where a JSON text goes wrong: `JSON.parse` says so only now and then, and differently from one Node to the next. */
export interface JsonFault {
  /** UTF-16 offset of the first character that cannot stand where it stands; the text's length where it ends early. */
  readonly offset: number;
  /** What stands there and what had to. */
  readonly message: string;
  /** Whether a whole value ended before `offset`, and something else follows. */
  readonly trailing: boolean;
}

/** What may come next: the states of a JSON reader that keeps its open brackets on a stack of its own. */
export type Expectation =
  | 'value'
  | 'value or ]'
  | 'key'
  | 'key or }'
  | ': after the key'
  | ', or a closing bracket'
  | 'end';

const SPACE = /[ \t\n\r]*/y;
const WORD = /[a-zA-Z]+/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERALS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

export type Bracket = '{' | '[';

/** How far a text has been read before. */
export interface JsonContext {
  /** The brackets that are open. */
  readonly open: readonly Bracket[];
  readonly expected: Expectation;
}

const START: JsonContext = { open: [], expected: 'value' };

/** The first fault of a text that is no JSON, or undefined where it is. Linear in the text, whatever its depth. */
export function findJsonFault(text: string, context: JsonContext = START): JsonFault | undefined {
  const open = [...context.open];
  let expected = context.expected;
  let offset = 0;
  for (;;) {
    offset = skip(SPACE, text, offset);
    const character = text[offset];
    if (expected === 'end') {
      return character === undefined ? undefined : { offset, message: 'something follows the value', trailing: true };
    }
    const next = step(text, offset, character, expected, open);
    if (typeof next === 'string') return { offset, message: next, trailing: false };
    if ('fault' in next) return next.fault;
    offset = next.offset;
    expected = next.expected;
  }
}

type Step = { readonly offset: number; readonly expected: Expectation } | { readonly fault: JsonFault } | string;

function step(
  text: string,
  offset: number,
  character: string | undefined,
  expected: Expectation,
  open: Bracket[],
): Step {
  if (character === undefined) return endsEarly(open);
  switch (expected) {
    case ': after the key':
      return character === ':' ? { offset: offset + 1, expected: 'value' } : unexpected(character, '`:`');
    case ', or a closing bracket':
      return afterValue(offset, character, open);
    case 'key':
    case 'key or }':
      if (character === '}' && expected === 'key or }') return close(offset, open);
      if (character !== '"') return unexpected(character, 'a field name in double quotes');
      return string(text, offset, ': after the key');
    case 'value or ]':
      if (character === ']') return close(offset, open);
      return value(text, offset, character, open);
    default:
      return value(text, offset, character, open);
  }
}

function value(text: string, offset: number, character: string, open: Bracket[]): Step {
  if (character === '{' || character === '[') {
    open.push(character);
    return { offset: offset + 1, expected: character === '{' ? 'key or }' : 'value or ]' };
  }
  const after = open.length === 0 ? 'end' : ', or a closing bracket';
  if (character === '"') return string(text, offset, after);
  const end = LITERALS.has(text.slice(offset, skip(WORD, text, offset)))
    ? skip(WORD, text, offset)
    : skip(NUMBER, text, offset);
  return end === offset ? unexpected(character, 'a value') : { offset: end, expected: after };
}

function afterValue(offset: number, character: string, open: Bracket[]): Step {
  const bracket = open.at(-1);
  if (character === ',') return { offset: offset + 1, expected: bracket === '{' ? 'key' : 'value' };
  const closing = bracket === '{' ? '}' : ']';
  return character === closing ? close(offset, open) : unexpected(character, `\`,\` or \`${closing}\``);
}

function close(offset: number, open: Bracket[]): Step {
  open.pop();
  return { offset: offset + 1, expected: open.length === 0 ? 'end' : ', or a closing bracket' };
}

function string(text: string, start: number, expected: Expectation): Step {
  for (let offset = start + 1; offset < text.length; offset++) {
    const unit = text.charCodeAt(offset);
    if (unit === 0x22) return { offset: offset + 1, expected };
    if (unit < 0x20) return { fault: fault(offset, 'a control character has to be escaped in a text') };
    if (unit !== 0x5c) continue;
    const sequence = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(text.slice(offset + 1, offset + 6));
    if (sequence === null) return { fault: fault(offset, 'a `\\` begins no escape that JSON has') };
    offset += sequence[0].length;
  }
  return { fault: fault(text.length, 'the text ends inside a quoted value: it was cut short') };
}

function fault(offset: number, message: string): JsonFault {
  return { offset, message, trailing: false };
}

function endsEarly(open: readonly string[]): string {
  if (open.length === 0) return 'there is nothing to read';
  return `the text ends early, with ${open.length} unclosed bracket${open.length === 1 ? '' : 's'}: it was cut short`;
}

function unexpected(character: string, wanted: string): string {
  const shown = /[\p{C}\p{Z}]/u.test(character)
    ? `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
    : `\`${character}\``;
  return `found ${shown} where ${wanted} has to stand`;
}

function skip(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}
