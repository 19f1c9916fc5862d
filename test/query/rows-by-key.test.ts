/** The first rows by key, where rows are in no order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setsNode } from '../../src/query/chunk-node.js';
import { rowsByKey } from '../../src/query/rows-by-key.js';
import { CHUNK_ROWS, RowSet } from '../../src/store/row-set.js';
import { runs } from '../support/runs.js';

const row = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 2 * CHUNK_ROWS - 1 }));

describe('rows by key', () => {
  it('are the first of all that match, in order, whatever the limit', () => {
    const law = (rows: readonly number[], keys: readonly number[], limit: number): void => {
      const keyAt = (at: number): string => `${keys[at % keys.length]}/${at}`;
      const set = new RowSet();
      for (const one of rows) set.add(one);
      const evaluation = { root: setsNode({ sets: [set], disjoint: true }), stages: [] };
      const expected = [...new Set(rows)].sort((a, b) => (keyAt(a) < keyAt(b) ? -1 : 1));
      const store = { chunkCount: 2, keyAt };
      expect(rowsByKey(evaluation, store, limit)).toEqual(expected.slice(0, limit));
      expect(rowsByKey(evaluation, store, Number.POSITIVE_INFINITY)).toEqual(expected);
    };
    const keys = fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 50 });
    fc.assert(fc.property(fc.array(row, { maxLength: 60, size: 'max' }), keys, fc.nat({ max: 12 }), law), runs(500));
  });
});
