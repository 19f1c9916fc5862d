/**
 * Reads the W3C's EBNF into a graph of rules.
 *
 * Read are: `name ::= …`, `A B`, `A | B`, `A - B`, `A?`, `A*`, `A+`, parentheses, quoted texts, `#xN`, character classes,
 * comments. That is all of the notation.
 */

/**
 * @typedef {{ readonly type: 'sequence', readonly items: readonly Node[] }} Sequence
 * @typedef {{ readonly type: 'choice', readonly items: readonly Node[] }} Choice
 * @typedef {{ readonly type: 'repeat', readonly item: Node, readonly minimum: 0 | 1, readonly maximum: number }} Repeat
 * @typedef {{ readonly type: 'difference', readonly item: Node, readonly without: Node }} Difference
 * @typedef {{ readonly type: 'text', readonly text: string }} Text
 * @typedef {{ readonly type: 'class', readonly negated: boolean, readonly ranges: readonly (readonly [number, number])[] }} CharacterClass
 * @typedef {{ readonly type: 'rule', readonly name: string }} RuleName
 * @typedef {Sequence | Choice | Repeat | Difference | Text | CharacterClass | RuleName} Node
 */

const LEXEME =
  /\s+|\/\*[\s\S]*?\*\/|(?<name>[A-Za-z]\w*)|(?<defines>::=)|(?<text>'[^']*'|"[^"]*")|(?<class>\[[^\]]+\])|(?<code>#x[0-9A-Fa-f]+)|(?<sign>[-|?*+()])/y;

/**
 * @param {string} text
 * @returns {ReadonlyMap<string, Node>} each rule by its name, in the order of the text
 */
export function parseEbnf(text) {
  const reader = new Reader(text);
  /** @type {Map<string, Node>} */
  const rules = new Map();
  while (!reader.atEnd()) {
    const name = reader.take('name');
    reader.take('defines');
    if (rules.has(name)) throw new Error(`${name} is defined twice`);
    rules.set(name, parseChoice(reader));
  }
  return rules;
}

/**
 * One right side, without a name.
 * @param {string} text
 * @returns {Node}
 */
export function parseEbnfExpression(text) {
  return parseChoice(new Reader(text));
}

/**
 * @param {Reader} reader
 * @returns {Node}
 */
function parseChoice(reader) {
  const items = [parseSequence(reader)];
  while (reader.takeSign('|')) items.push(parseSequence(reader));
  return single('choice', items);
}

/**
 * @param {Reader} reader
 * @returns {Node}
 */
function parseSequence(reader) {
  /** @type {Node[]} */
  const items = [];
  while (reader.startsItem()) items.push(parseDifference(reader));
  if (items.length === 0) reader.fail('something to match');
  return single('sequence', items);
}

/**
 * @param {Reader} reader
 * @returns {Node}
 */
function parseDifference(reader) {
  const item = parseRepeat(reader);
  return reader.takeSign('-') ? { type: 'difference', item, without: parseRepeat(reader) } : item;
}

/**
 * @param {Reader} reader
 * @returns {Node}
 */
function parseRepeat(reader) {
  const item = parseItem(reader);
  if (reader.takeSign('?')) return { type: 'repeat', item, minimum: 0, maximum: 1 };
  if (reader.takeSign('*')) return { type: 'repeat', item, minimum: 0, maximum: Number.POSITIVE_INFINITY };
  if (reader.takeSign('+')) return { type: 'repeat', item, minimum: 1, maximum: Number.POSITIVE_INFINITY };
  return item;
}

/**
 * @param {Reader} reader
 * @returns {Node}
 */
function parseItem(reader) {
  if (reader.takeSign('(')) {
    const inner = parseChoice(reader);
    if (!reader.takeSign(')')) reader.fail('`)`');
    return inner;
  }
  const { kind, text } = reader.next();
  if (kind === 'name') return { type: 'rule', name: text };
  if (kind === 'text') return { type: 'text', text: text.slice(1, -1) };
  if (kind === 'code') return { type: 'text', text: String.fromCodePoint(Number.parseInt(text.slice(2), 16)) };
  return parseClass(text.slice(1, -1));
}

/**
 * @param {string} body what stands between the brackets
 * @returns {CharacterClass}
 */
function parseClass(body) {
  const negated = body.startsWith('^');
  const members = negated ? body.slice(1) : body;
  const ranges = [...members.matchAll(/(#x[0-9A-Fa-f]+|[\s\S])(?:-(#x[0-9A-Fa-f]+|[\s\S]))?/gu)].map((match) => {
    const first = codeOf(match[1] ?? '');
    return /** @type {const} */ ([first, match[2] === undefined ? first : codeOf(match[2])]);
  });
  return { type: 'class', negated, ranges };
}

/** @param {string} member */
function codeOf(member) {
  return member.startsWith('#x') ? Number.parseInt(member.slice(2), 16) : (member.codePointAt(0) ?? 0);
}

/**
 * @param {'choice' | 'sequence'} type
 * @param {readonly Node[]} items
 * @returns {Node}
 */
function single(type, items) {
  return items.length === 1 && items[0] ? items[0] : { type, items };
}

class Reader {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.lexemes = [...lexemesOf(text)];
    this.at = 0;
  }

  atEnd() {
    return this.at >= this.lexemes.length;
  }

  next() {
    return this.lexemes[this.at++] ?? this.fail('more text');
  }

  /** @param {string} kind */
  take(kind) {
    const lexeme = this.next();
    if (lexeme.kind !== kind) this.fail(kind);
    return lexeme.text;
  }

  /** @param {string} sign */
  takeSign(sign) {
    const lexeme = this.lexemes[this.at];
    if (lexeme?.kind !== 'sign' || lexeme.text !== sign) return false;
    this.at++;
    return true;
  }

  /** Whether an item begins here, and not the next rule. */
  startsItem() {
    const lexeme = this.lexemes[this.at];
    if (lexeme === undefined || this.lexemes[this.at + 1]?.kind === 'defines') return false;
    return lexeme.kind !== 'sign' || lexeme.text === '(';
  }

  /**
   * @param {string} expected
   * @returns {never}
   */
  fail(expected) {
    const found = this.lexemes.slice(Math.max(0, this.at - 3), this.at + 1).map((lexeme) => lexeme.text);
    throw new Error(`${expected} expected near \`${found.join(' ')}\``);
  }
}

/**
 * @param {string} text
 * @returns {Generator<{ kind: string, text: string }>}
 */
function* lexemesOf(text) {
  LEXEME.lastIndex = 0;
  while (LEXEME.lastIndex < text.length) {
    const start = LEXEME.lastIndex;
    const match = LEXEME.exec(text);
    if (match === null) throw new Error(`no EBNF: \`${text.slice(start, start + 20)}\``);
    const [kind, lexeme] = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (kind !== undefined && lexeme !== undefined) yield { kind, text: lexeme };
  }
}
