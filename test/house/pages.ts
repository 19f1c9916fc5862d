/** The pages of the documentation, taken apart. */
import { readText, repositoryFiles } from './sources.js';

/** A fenced block. */
export interface Block {
  readonly page: string;
  /** Its place among the blocks of the page, from 0. */
  readonly number: number;
  /** Of the first line inside the fence, from 1. */
  readonly line: number;
  /** What stands after the opening fence: `ts`, `sh`, `text`, … */
  readonly language: string;
  readonly text: string;
  /** Whether it stands right after a `sh` block: then it is what that one prints. */
  readonly isAnswer: boolean;
}

/** Every page that a reader of the repository meets. */
export const PAGES: readonly string[] = repositoryFiles().filter((path) => path.endsWith('.md'));

export function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  const text = readText(page);
  let end = 0;
  for (const match of text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)) {
    const between = text.slice(end, match.index);
    end = match.index + match[0].length;
    blocks.push({
      page,
      number: blocks.length,
      line: text.slice(0, match.index).split('\n').length + 1,
      language: match[1] ?? '',
      text: match[2] ?? '',
      isAnswer: blocks.at(-1)?.language === 'sh' && between.trim() === '',
    });
  }
  return blocks;
}

/** `[text](target)` outside of fenced blocks, without those that lead out of the repository. */
export function linksOf(page: string): readonly string[] {
  const prose = readText(page).replace(/^```[\s\S]*?^```$/gm, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)|<(?:img|a)[^>]* (?:src|href)="([^"]+)"/g)];
  return targets.map((match) => match[1] ?? match[2] ?? '').filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: string): readonly string[] {
  const prose = readText(page).replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replace(/ /g, '-'),
  );
}
