/** What may stand around a condition: what the rows are, stages, their columns. */
import { STAGES } from '../../language/tokens.js';
import { checkQuery } from '../check.js';
import { madeColumns } from '../stages/checked-stage.js';
import type { Column } from '../stages/column.js';
import { type Candidate, word } from './completion.js';
import { subjectCandidates } from './names.js';
import type { Place } from './place.js';
import type { Question } from './question.js';

const STAGE_SUMMARIES: Readonly<Record<keyof typeof STAGES, string>> = {
  where: 'the rows for which a condition holds',
  sort: 'in the order of columns',
  limit: 'the first rows',
  select: 'these columns of the rows',
  count: 'how many rows there are, in all or by columns',
  sum: 'the sum of a column',
  avg: 'the average of a column',
  min: 'the least of a column',
  max: 'the greatest of a column',
  distinct: 'the different values of a column',
};

export function rowsCandidates(): readonly Candidate[] {
  return [word('tasks', 'every task, whatever its status', 0), word('instances', 'what is listed without from', 1)];
}

export function stageCandidates(): readonly Candidate[] {
  return Object.keys(STAGES).map((text, tier) => ({
    text,
    kind: 'stage',
    description: STAGE_SUMMARIES[text] ?? '',
    tier,
  }));
}

/** Columns are the same at any time. */
const ANY_INSTANT = 0;

/** The columns that the stages before the place make; undefined where they keep records, or cannot be read. */
export function columnsMadeBefore(text: string, { tokens, from }: Place): readonly Column[] | undefined {
  const pipe = tokens.findLastIndex(({ position }) => position === 'stage');
  const end = tokens[pipe - 1]?.startOffset;
  if (end === undefined) return undefined;
  const { query } = checkQuery(text.slice(from, from + end), { now: ANY_INSTANT });
  return query && madeColumns(query.stages);
}

/** Columns that are named by the stage at the place already are left out. */
export function columnCandidates(question: Question): readonly Candidate[] {
  const { place, surroundings, dialect, knowledge, made } = question;
  const named = namedInStage(place);
  const candidates =
    made?.map(({ name }, tier): Candidate => ({ text: name, kind: 'column', description: '', tier })) ??
    subjectCandidates({ typed: place.typed, rows: surroundings.rows, dialect, ofTasks: false, knowledge });
  return candidates.filter(({ text }) => !named.has(text)).map((candidate) => ({ ...candidate, kind: 'column' }));
}

function namedInStage({ tokens }: Place): ReadonlySet<string> {
  const stage = tokens.findLastIndex(({ position }) => position === 'stage');
  return new Set(tokens.slice(stage + 1).flatMap(({ image, position }) => (position === 'column' ? [image] : [])));
}

/** What a stage may go on with after a column. */
export function columnEndCandidates(question: Question): readonly Candidate[] {
  const { tokens } = question.place;
  const stage = tokens.findLast(({ position }) => position === 'stage')?.image;
  const words = stage === 'sort' ? [word('desc', 'the greatest first', 0), word('asc', 'the least first', 1)] : [];
  if (isGrouping(stage) && !isGrouped(question.place)) words.push(word('by', 'for each value of columns', 0));
  return [...words, ...stageEndCandidates(question)];
}

export function stageEndCandidates({ place }: Question): readonly Candidate[] {
  const stage = place.tokens.findLast(({ position }) => position === 'stage')?.image ?? '';
  const isList = stage === 'sort' || stage === 'select' || isGrouped(place);
  return isList ? [word(',', 'another column', 2), pipeOf(3)] : [pipeOf(3)];
}

export function pipeOf(tier: number): Candidate {
  return word('|', 'what is done with the rows', tier);
}

function isGrouping(stage: string | undefined): boolean {
  return stage !== undefined && ['count', 'sum', 'avg', 'min', 'max'].includes(stage);
}

function isGrouped({ tokens }: Place): boolean {
  const stage = tokens.findLastIndex(({ position }) => position === 'stage');
  return tokens.slice(stage).some(({ image, position }) => image === 'by' && position === 'column-end');
}

export function numberCandidates(): readonly Candidate[] {
  return ['10', '20', '100'].map((text, tier) => ({ text, kind: 'value', description: '', tier }));
}
