/** The subjects that may begin a predicate, or be a column. */
import type { RowKind } from '../../language/ast.js';
import type { Dialect } from '../../language/dialect.js';
import { quote } from '../../language/lexical.js';
import { printValue } from '../../language/printer.js';
import { isNumeric, isParameterized, type Subject, subjectsOf } from '../../model/subjects.js';
import { BUILT_IN_ATTRIBUTES } from '../lint/built-in-attributes.js';
import { operatorsOf } from '../operators.js';
import type { Candidate } from './completion.js';
import type { Knowledge } from './knowledge.js';

export interface NamesAsked {
  readonly typed: string;
  readonly rows: RowKind;
  readonly dialect: Dialect;
  /** Whether only what is asked of tasks may stand there. */
  readonly ofTasks: boolean;
  readonly knowledge: Knowledge | undefined;
}

/** Every subject, with those names of a subject like `attribute:` that the cluster has; those built into ECS without a cluster. */
export function subjectCandidates(asked: NamesAsked): readonly Candidate[] {
  const { rows, dialect, ofTasks } = asked;
  return subjectsOf(rows)
    .filter((subject) => operatorsOf(subject, dialect).length > 0 && (!ofTasks || subject.name.startsWith('task:')))
    .flatMap((subject) => (isParameterized(subject) ? namedCandidates(subject, asked) : [plain(subject, asked)]));
}

function plain(subject: Subject, { rows, knowledge }: NamesAsked): Candidate {
  const counted = rows === 'instances' && subject.kept === 'always' ? knowledge : undefined;
  return {
    text: subject.name,
    kind: 'subject',
    description: subject.summary,
    rows: counted && rowsWith(subject, counted),
    tier: subject.kept === 'always' ? 0 : 1,
  };
}

/** Only of indexes that are there: others would have to be made for it. */
function rowsWith(subject: Subject, { store }: Knowledge): number {
  const { index } = store.instanceSpace;
  if (isNumeric(subject)) return index.numbers(subject, '').present.size;
  return index.values(subject, '')?.present.size ?? 0;
}

/** Resources that nearly every instance has. */
const RESOURCES = ['cpu', 'memory', 'gpu'];

function namedCandidates(subject: Subject, { typed, rows, knowledge }: NamesAsked): readonly Candidate[] {
  const builtIn = subject.source === 'resource' ? RESOURCES : isAttribute(subject) ? BUILT_IN_ATTRIBUTES : [];
  const known = builtIn.map((one) => (typeof one === 'string' ? one : one.name));
  // To gather the names of tags takes a look at every instance, which is for those who ask for tags.
  const gathered = isAttribute(subject) || typed.startsWith(subject.name) ? knowledge : undefined;
  if (gathered === undefined) {
    const texts = known.length === 0 ? [subject.name] : known.map((name) => subject.name + name);
    return texts.map((text) => ({ text, kind: 'subject', description: subject.summary, tier: 1 }));
  }
  return Array.from(gathered.namesOf(subject), ([name, instances]) => ({
    text: subject.name + writtenName(name),
    meaning: subject.name + name,
    alias: name,
    kind: 'subject',
    description: subject.summary,
    tier: isAttribute(subject) ? tierOf(subject, name, gathered) : 1,
    // Of tasks it is not known how many run on instances that have it.
    ...(rows === 'instances' && { rows: instances }),
  }));
}

function isAttribute(subject: Subject): boolean {
  return subject.name === 'attribute:';
}

/** A name that has no value anywhere, such as a capability of the agent, is seldom asked for. */
function tierOf(subject: Subject, name: string, { store }: Knowledge): number {
  return (store.instanceSpace.index.values(subject, name)?.distinct ?? 0) > 0 ? 0 : 1;
}

function writtenName(name: string): string {
  return printValue(name) === name ? name : quote(name);
}
