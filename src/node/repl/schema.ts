import { nearest, StowageError, SUBJECTS, type SubjectSummary } from '../../index.js';
import type { Answer, Column, Row } from '../output/answer.js';
import { openCluster } from './query.js';
import type { Repl } from './repl.js';

/** Say what the open cluster can be asked about: every subject that some instance has, or one of them with its values. */
export async function schema(repl: Repl, subject: string, signal: AbortSignal): Promise<void> {
  const subjects = openCluster(repl).schema();
  const answer = subject === '' ? listed(subjects) : valuesOf(found(subjects, subject));
  await repl.printer.answer(answer, repl.settings.mode, signal);
}

/** Values of a subject that a table shows beside it. */
const SHOWN_VALUES = 3;

function listed(subjects: readonly SubjectSummary[]): Answer {
  return {
    rows: subjects as readonly object[] as readonly Row[],
    id: ({ subject }) => String(subject),
    columns: [
      ...['subject', 'kind', 'rows', 'distinct'].map((title): Column => ({ title, value: (row) => row[title] })),
      {
        title: 'most frequent',
        value: ({ values }) => (values as SubjectSummary['values']).slice(0, SHOWN_VALUES).map(({ value }) => value),
      },
    ],
  };
}

function valuesOf({ values }: SubjectSummary): Answer {
  return { rows: values as readonly object[] as readonly Row[], id: ({ value }) => String(value) };
}

function found(subjects: readonly SubjectSummary[], name: string): SubjectSummary {
  const summary = subjects.find(({ subject }) => subject === name);
  if (summary !== undefined) return summary;
  const names = [...subjects.map(({ subject }) => subject), ...SUBJECTS.map((row) => row.name)];
  if (names.includes(name)) throw new StowageError('usage', '', `no instance has ${name}`);
  const meant = nearest(name, names);
  const instead = meant === undefined ? '.schema lists all' : `did you mean ${meant}?`;
  throw new StowageError('usage', '', `${name} is no subject of this cluster; ${instead}`);
}
