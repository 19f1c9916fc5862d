import type { ValueCount } from '../../index.js';
import type { Column, Row } from '../output/answer.js';

/** What people see of a subject: of its values the most frequent. */
export const SCHEMA_COLUMNS: readonly Column[] = [
  { title: 'subject', value: ({ subject }) => subject },
  { title: 'kind', value: ({ kind }) => kind },
  { title: 'instances', value: ({ rows }) => rows },
  { title: 'distinct', value: ({ distinct }) => distinct },
  { title: 'most frequent', value: mostFrequent },
];

const SHOWN = 4;

function mostFrequent({ values }: Row): string | undefined {
  const counts = values as readonly ValueCount[];
  if (counts.length === 0) return undefined;
  const shown = counts.slice(0, SHOWN).map(({ value, rows }) => `${value} (${rows})`);
  return [...shown, ...(counts.length > SHOWN ? ['…'] : [])].join(', ');
}
