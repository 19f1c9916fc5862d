import type { Explanation } from '../../index.js';
import type { Answer, Row } from '../output/answer.js';

/** A plan as an answer: the tree as a document; as rows, its nodes from the root down, each with its depth. */
export function planAnswer(plan: Explanation): Answer {
  return {
    rows: [...nodes(plan, 0)],
    id: ({ operator }) => String(operator),
    document: { ...plan },
    columns: [
      { title: 'operator', value: ({ operator, depth }) => `${'  '.repeat(Number(depth))}${operator}` },
      { title: 'predicate', value: ({ predicate }) => predicate, wrap: true },
      // The subject stands in the predicate.
      { title: 'index', value: ({ index }) => String(index ?? '').replace(/ of .*/, '') },
      { title: 'estimated', value: ({ estimatedRows }) => estimatedRows },
      { title: 'actual', value: ({ actualRows }) => actualRows },
      { title: 'ms', value: ({ timeMs }) => (timeMs as number).toFixed(3) },
      { title: 'why', value: ({ why }) => why, wrap: true },
    ],
  };
}

function* nodes({ children, ...node }: Explanation, depth: number): Generator<Row> {
  yield { depth, ...node };
  for (const child of children) yield* nodes(child, depth + 1);
}
