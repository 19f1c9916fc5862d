/** The tables of the documentation that are made from the tables of the source, and where they stand. */
import { FAMILIES_BY_KIND, SUBJECTS, type Subject, type SubjectKind, TASK_SUBJECTS } from '../../src/model/subjects.js';
import { OPERATORS, type OperatorRow, operatorsOf } from '../../src/query/operators.js';

/** The page with each of its marked tables made anew: `<!-- table: name -->` … `<!-- end of table -->`. */
export function withTables(page: string): string {
  return page.replace(MARKED, (_, name: string) => {
    const table = TABLES[name];
    if (table === undefined) throw new Error(`there is no table of the name ${name}`);
    return `<!-- table: ${name} -->\n\n${table()}\n\n<!-- end of table -->`;
  });
}

/** The names of the tables that a page holds. */
export function tablesOf(page: string): readonly string[] {
  return [...page.matchAll(MARKED)].map((match) => match[1] ?? '');
}

const MARKED = /^<!-- table: (.*) -->\n[\s\S]*?^<!-- end of table -->$/gm;

/** Every table, by the name in its marks. */
export const TABLES: Readonly<Record<string, () => string>> = {
  operators: () =>
    table(
      ['sign', 'word', 'meaning', 'where the subject is absent'],
      OPERATORS.map(({ symbol, word, summary, whenAbsent }) => [
        code(symbol),
        word === undefined ? '' : code(word),
        summary,
        String(whenAbsent),
      ]),
    ),
  'subjects of ecs': () =>
    table(
      ['subject', 'kind', 'operators in `ecs`', 'more in `stowage`', 'what'],
      SUBJECTS.filter(isOfEcs).map((subject) => {
        const inEcs = operatorsOf(subject, 'ecs');
        const more = operatorsOf(subject, 'stowage').filter((operator) => !inEcs.includes(operator));
        return [nameOf(subject), kindOf(subject.kind), signs(inEcs), signs(more), subject.summary];
      }),
    ),
  'subjects of ours': () =>
    table(
      ['subject', 'kind', 'what'],
      SUBJECTS.filter((subject) => !isOfEcs(subject)).map((subject) => [
        nameOf(subject),
        kindOf(subject.kind),
        subject.summary,
      ]),
    ),
  'subjects of tasks': () =>
    table(
      ['subject', 'kind', 'what'],
      TASK_SUBJECTS.map((subject) => [nameOf(subject), kindOf(subject.kind), subject.summary]),
    ),
  'operators by kind': () =>
    table(
      ['kind', 'operators'],
      Object.entries(FAMILIES_BY_KIND).map(([kind, families]) => [
        kindOf(kind as SubjectKind),
        signs(OPERATORS.filter(({ family }) => families.includes(family))),
      ]),
    ),
};

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `|${cells.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What Amazon documents is what has operators in its dialect. */
function isOfEcs({ families }: Subject): boolean {
  return families.length > 0;
}

function nameOf(subject: Subject): string {
  return code('parameter' in subject ? `${subject.name}<${subject.parameter?.label}>` : subject.name);
}

function kindOf(kind: SubjectKind): string {
  return kind.replace('text-set', 'set of text');
}

function signs(operators: readonly OperatorRow[]): string {
  if (operators.length === OPERATORS.length) return 'all';
  return operators.map(({ symbol }) => code(symbol)).join(' ');
}

function code(text: string): string {
  return `\`${text}\``;
}
