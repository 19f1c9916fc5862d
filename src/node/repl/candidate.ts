import type { Screen } from '../output/answer.js';
import { cellText } from '../output/table.js';
import { displayWidth, paint, terminalSafe } from '../output/terminal.js';

/** Something that may stand where the cursor is. */
export interface Candidate {
  /** What comes in the place of the text from `start` to `end`. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly description: string;
  /** Rows of the cluster for which it holds. */
  readonly rows?: number | undefined;
}

/**
 * What all candidates begin with, where that says more than what was written; undefined where it does not, or where they are for
 * different spans. A single candidate says it all.
 */
export function commonBeginning(candidates: readonly Candidate[], written: string): Candidate | undefined {
  const [first] = candidates;
  if (first === undefined || candidates.length === 1) return first;
  let { text } = first;
  for (const candidate of candidates) {
    if (candidate.start !== first.start || candidate.end !== first.end) return undefined;
    while (!candidate.text.startsWith(text)) text = text.slice(0, -1);
  }
  const typed = written.slice(first.start, first.end);
  const saysMore = text.length > typed.length && text.toLowerCase().includes(typed.toLowerCase());
  return saysMore ? { ...first, text } : undefined;
}

const GAP = '  ';

/** Candidates as lines: what, for how many rows, what it is. At most `height` lines, none wider than the screen. */
export function candidateLines(candidates: readonly Candidate[], height: number, screen: Screen): readonly string[] {
  const shown = candidates.length <= height ? candidates : candidates.slice(0, Math.max(1, height - 1));
  const texts = shown.map(({ text }) => terminalSafe(text));
  const counts = shown.map(({ rows }) => (rows === undefined ? '' : rows.toLocaleString('en-US')));
  const textWidth = Math.min(widest(texts), Math.max(8, Math.floor(screen.width / 2)));
  const countWidth = widest(counts);
  const lines = shown.map(({ description }, index) => {
    const text = fitted(texts[index]!, textWidth);
    const count = countWidth === 0 ? '' : `${GAP}${counts[index]!.padStart(countWidth)}`;
    const room = screen.width - 1 - displayWidth(text) - count.length - GAP.length;
    const words = room < 4 || description === '' ? '' : GAP + fitted(cellText(description), room).trimEnd();
    return paint('bold', text, screen) + count + paint('dim', words, screen);
  });
  const more = candidates.length - shown.length;
  return more > 0 ? [...lines, paint('dim', `and ${more.toLocaleString('en-US')} more`, screen)] : lines;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
}

/** Cut or filled to a width. */
function fitted(text: string, width: number): string {
  const over = displayWidth(text) - width;
  if (over <= 0) return text + ' '.repeat(-over);
  let cut = '';
  for (const character of text) {
    if (displayWidth(cut + character) >= width) break;
    cut += character;
  }
  return `${cut}…${' '.repeat(Math.max(0, width - displayWidth(cut) - 1))}`;
}
