/** What may stand at each kind of place. */
import type { Position } from '../../language/tokens.js';
import { operatorsOf } from '../operators.js';
import { type Candidate, word } from './completion.js';
import { constantsOf } from './constants.js';
import { subjectCandidates } from './names.js';
import { literalOf, patternsOf, writtenPattern } from './patterns.js';
import type { Place } from './place.js';
import { type Question, referenceOf } from './question.js';
import {
  columnCandidates,
  columnEndCandidates,
  numberCandidates,
  pipeOf,
  rowsCandidates,
  stageCandidates,
  stageEndCandidates,
} from './stage-candidates.js';
import { type CountedValue, valuesOf, written } from './values.js';

const QUOTABLE: ReadonlySet<Position> = new Set(['value', 'pattern', 'list-value']);

export function candidatesAt(question: Question): readonly Candidate[] {
  const { position, quote } = question.place;
  return quote === undefined || QUOTABLE.has(position) ? AT[position](question) : [];
}

const AT: Readonly<Record<Position, (question: Question) => readonly Candidate[]>> = {
  condition: conditionCandidates,
  operator: operatorCandidates,
  value: valueCandidates,
  pattern: patternCandidates,
  list: () => [word('[', 'a list of values')],
  'list-value': listCandidates,
  'list-separator': ({ place }) => [word(',', 'another value'), word(closingOf(place), 'the end of the list')],
  connective: connectiveCandidates,
  rows: rowsCandidates,
  stage: stageCandidates,
  column: columnCandidates,
  'column-end': columnEndCandidates,
  'stage-end': stageEndCandidates,
  number: numberCandidates,
  opening: () => [],
  aggregated: () => [],
  'aggregated-end': () => [word(')', 'the end of the name')],
};

function conditionCandidates(question: Question): readonly Candidate[] {
  const { place, dialect, surroundings, knowledge } = question;
  const words = [word('not', 'turns the condition round that follows', 2)];
  if (question.made !== undefined) return [...columnCandidates(question), ...words];
  const isFirst = place.tokens.length === 0 && place.from === 0;
  const extensions = [
    word('*', 'everything', 3),
    word('from tasks', 'tasks are listed, not instances', 3),
    word('count(', 'the number of tasks for which something holds', 3),
  ];
  if (dialect === 'stowage' && !place.counted) words.push(...(isFirst ? extensions : extensions.slice(2)));
  const { typed, counted: ofTasks } = place;
  return [...subjectCandidates({ typed, rows: surroundings.rows, dialect, ofTasks, knowledge }), ...words];
}

function operatorCandidates(question: Question): readonly Candidate[] {
  const { place, dialect } = question;
  const reference = referenceOf(question);
  if (reference === undefined) return [];
  const byWord = /^!?[a-z]/.test(place.typed);
  return operatorsOf(reference.subject, dialect).flatMap(({ symbol, word: spelling, summary }, tier) => {
    const candidate = { kind: 'operator', description: summary, tier } as const;
    const spelled = byWord && spelling !== undefined ? [{ ...candidate, text: spelling }] : [];
    return [{ ...candidate, text: symbol }, ...spelled];
  });
}

function valueCandidates(question: Question): readonly Candidate[] {
  const { begun, typed, quote } = question.place;
  const reference = referenceOf(question);
  if (begun === undefined || reference === undefined) return [];
  const counted = countedValues(question, typed);
  const candidates = counted.map(({ value, rows }) => valueCandidate(value, written(value, quote), rows));
  const known = new Set(counted.map(({ value }) => value));
  const constants = constantsOf(reference, typed, question).filter(({ value }) => !known.has(value));
  return [
    ...candidates,
    ...constants.map(({ value, description, tier }) => ({
      ...valueCandidate(value, written(value, quote)),
      description,
      tier,
    })),
  ];
}

function valueCandidate(meaning: string, text: string, rows?: number): Candidate {
  return { text, meaning, kind: 'value', description: '', rows };
}

/** Values of the cluster; none of made rows, which are not there yet. */
function countedValues(question: Question, typed: string): readonly CountedValue[] {
  const { knowledge, surroundings, now } = question;
  const reference = referenceOf(question);
  if (knowledge === undefined || reference === undefined || question.made !== undefined) return [];
  const { rows, conjuncts } = surroundings;
  return valuesOf(reference, typed, { rows, conjuncts, now }, knowledge);
}

function listCandidates(question: Question): readonly Candidate[] {
  const { named } = question.surroundings;
  return valueCandidates(question).filter(({ meaning }) => !named.has(meaning ?? ''));
}

function patternCandidates(question: Question): readonly Candidate[] {
  const { typed, quote } = question.place;
  const reference = referenceOf(question);
  const isSet = reference?.subject.kind === 'text-set';
  return patternsOf(countedValues(question, literalOf(typed)), typed).map(({ value, rows, values }) => ({
    // An instance has several values of a set, and counts once.
    ...valueCandidate(value, writtenPattern(value, quote), isSet && values > 1 ? undefined : rows),
    weight: rows,
    // Whether it goes on with what was typed is known, and a dot that was typed stands for an escaped one.
    meaning: typed,
  }));
}

function connectiveCandidates({ place, dialect }: Question): readonly Candidate[] {
  const words = [word('and', 'both have to hold', 0), word('or', 'one has to hold', 1)];
  if (place.open > 0) words.push(word(')', 'the end of the group', 2));
  return dialect === 'stowage' && place.open === 0 ? [...words, pipeOf(3)] : words;
}

function closingOf({ tokens }: Place): string {
  return tokens.findLast((token) => token.position === 'list')?.image === '(' ? ')' : ']';
}
