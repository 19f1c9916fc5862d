import { type Grammar, mayTouch, type Node, ruleOf, WHITE_SPACE } from './grammar.js';

/** Whether a text is a sentence of the grammar, or of one of its rules. By trying everything, each part once a place. */
export function recognizes(grammar: Grammar, text: string, rule = 'query'): boolean {
  const recognizer = new Recognizer(grammar, text);
  return recognizer.endsOfRule(rule, 0).some((end) => recognizer.skipWhiteSpace(end) === text.length);
}

/** Whether a bare pattern may end here, or would go on or would have ended one character before. */
function endsBarePattern(text: string, start: number, end: number): boolean {
  const isPast = /^(?:\\.|[^\\])*?(?:&&|\|\|)$/su.test(text.slice(start, end + 1));
  return !isPast && /^(?:[ \t\r\n),]|&&|\|\||$)/.test(text.slice(end, end + 2));
}

class Recognizer {
  private readonly memory = new Map<string, readonly number[]>();
  private readonly grammar: Grammar;
  private readonly text: string;

  constructor(grammar: Grammar, text: string) {
    this.grammar = grammar;
    this.text = text;
  }

  skipWhiteSpace(at: number): number {
    let end = at;
    while (WHITE_SPACE.includes(this.text[end] ?? '')) end++;
    return end;
  }

  /** Every end of a rule that begins at a place. */
  endsOfRule(name: string, at: number): readonly number[] {
    const key = `${name}@${at}`;
    const known = this.memory.get(key);
    if (known) return known;
    const isSentence = this.grammar.sentences.has(name);
    const ends = this.ends(ruleOf(this.grammar, name), at, isSentence);
    const kept = name === 'bare' ? ends.filter((end) => endsBarePattern(this.text, at, end)) : ends;
    this.memory.set(key, kept);
    return kept;
  }

  /** Every end of a node; in a sentence each token may have white space before it and ends as the grammar says. */
  private ends(node: Node, at: number, inSentence: boolean): readonly number[] {
    switch (node.type) {
      case 'rule':
        return inSentence && !this.grammar.sentences.has(node.name)
          ? this.tokenEnds(node, at)
          : this.endsOfRule(node.name, at);
      case 'text':
        if (inSentence) return this.tokenEnds(node, at);
        return this.text.startsWith(node.text, at) ? [at + node.text.length] : [];
      case 'class': {
        const code = this.text.codePointAt(at);
        if (code === undefined) return [];
        const inside = node.ranges.some(([first, last]) => code >= first && code <= last);
        return inside !== node.negated ? [at + String.fromCodePoint(code).length] : [];
      }
      case 'choice':
        return [...new Set(node.items.flatMap((item) => this.ends(item, at, inSentence)))];
      case 'sequence':
        return node.items.reduce<readonly number[]>(
          (starts, item) => [...new Set(starts.flatMap((start) => this.ends(item, start, inSentence)))],
          [at],
        );
      case 'difference': {
        const without = new Set(this.ends(node.without, at, inSentence));
        return this.ends(node.item, at, inSentence).filter((end) => !without.has(end));
      }
      case 'repeat':
        return this.repeatEnds(node, at, inSentence);
    }
  }

  private repeatEnds(node: Node & { type: 'repeat' }, at: number, inSentence: boolean): readonly number[] {
    const found = new Set(node.minimum === 0 ? [at] : []);
    let starts: readonly number[] = [at];
    for (let round = 0; round < node.maximum && starts.length > 0; round++) {
      starts = starts.flatMap((start) => this.ends(node.item, start, inSentence)).filter((end) => !found.has(end));
      for (const end of starts) found.add(end);
    }
    return [...found];
  }

  private tokenEnds(node: Node, at: number): readonly number[] {
    const start = this.skipWhiteSpace(at);
    return this.ends(node, start, false).filter(
      (end) => isMatchSign(this.text.slice(start, end)) || mayTouch(this.text[end - 1] ?? '', this.text[end] ?? ''),
    );
  }
}

/** They end in a character that a word may begin with, and are no words. */
function isMatchSign(token: string): boolean {
  return token === '=~' || token === '!~';
}
