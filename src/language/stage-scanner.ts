/** Text → tokens of what stands around a condition: `from tasks` before it, stages after it. */
import { LIMITS } from '../model/limits.js';
import { endOfWord } from './lexical.js';
import {
  closeParenthesis,
  endOfWhiteSpace,
  isPipe,
  push,
  readPipe,
  readStrayWord,
  readSubject,
  refuse,
  type ScanState,
} from './scan-state.js';
import { By, Comma, Direction, From, NumberOfRows, OPERATOR_SPELLINGS, Rows, STAGES } from './tokens.js';

/** Whether the word that ends at `end` is the `from` that a text may begin with, and not a subject of that name. */
export function isFrom(state: ScanState, end: number): boolean {
  const { text, at, tokens } = state;
  if (tokens.length > 0 || text.slice(at, end) !== 'from') return false;
  const next = endOfWhiteSpace(text, end);
  if (/^[=!<>&|)]/.test(text.slice(next, next + 1))) return false;
  return !Object.hasOwn(OPERATOR_SPELLINGS, text.slice(next, endOfWord(text, next)));
}

export function readFrom(state: ScanState): void {
  push(state, From, endOfWord(state.text, state.at), 'rows');
}

export function readRows(state: ScanState): void {
  const end = endOfWord(state.text, state.at);
  const word = state.text.slice(state.at, end);
  if (word === 'instances' || word === 'tasks') push(state, Rows, end, 'condition');
  else readStrayWord(state);
}

export function readStage(state: ScanState): void {
  const end = endOfWord(state.text, state.at);
  const word = state.text.slice(state.at, end);
  const stage = Object.hasOwn(STAGES, word) ? STAGES[word] : undefined;
  if (stage === undefined) return readStrayWord(state);
  state.stages++;
  if (state.stages > LIMITS.queryStages) {
    refuse(state, 'too-many-stages', `a query has at most ${LIMITS.queryStages} stages`);
  }
  state.stage = word;
  state.items = 0;
  push(state, stage[0], end, stage[1]);
}

/** Words that no column can be called, as no subject can. */
const RESERVED: ReadonlySet<string> = new Set(['', 'and', 'or', 'not', '*']);

export function readColumn(state: ScanState): void {
  const end = endOfWord(state.text, state.at);
  if (RESERVED.has(state.text.slice(state.at, end))) return readStrayWord(state);
  state.items++;
  if (state.items > LIMITS.stageColumns) {
    refuse(state, 'too-many-columns', `a stage has at most ${LIMITS.stageColumns} columns`);
  }
  readSubject(state, end, 'column-end');
}

export function readAggregated(state: ScanState): void {
  const end = endOfWord(state.text, state.at);
  if (RESERVED.has(state.text.slice(state.at, end))) return readStrayWord(state);
  readSubject(state, end, 'aggregated-end');
}

export function readAggregatedEnd(state: ScanState): void {
  if (state.text[state.at] === ')') closeParenthesis(state);
  else readStrayWord(state);
}

const LISTING: ReadonlySet<string> = new Set(['sort', 'select', 'by']);

/** After a column: what the stage has room for besides the next column and the next stage. */
export function readColumnEnd(state: ScanState): void {
  const end = endOfWord(state.text, state.at);
  const word = state.text.slice(state.at, end);
  if (state.stage === 'sort' && (word === 'asc' || word === 'desc')) return push(state, Direction, end, 'stage-end');
  if (word !== 'by' || LISTING.has(state.stage) || state.stage === 'distinct') return readStageEnd(state);
  state.stage = 'by';
  state.items = 0;
  push(state, By, end, 'column');
}

export function readStageEnd(state: ScanState): void {
  const { text, at } = state;
  if (isPipe(text, at)) return readPipe(state);
  if (text[at] === ',' && LISTING.has(state.stage)) return push(state, Comma, at + 1, 'column');
  readStrayWord(state);
}

export function readNumber(state: ScanState): void {
  const end = endOfWord(state.text, state.at);
  if (/^[0-9]+$/.test(state.text.slice(state.at, end))) push(state, NumberOfRows, end, 'stage-end');
  else readStrayWord(state);
}
