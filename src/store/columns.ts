/** Columns of numbers by row: how they grow, and how they follow rows that are numbered anew. */

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/**
 * The column itself where it has room for `length` entries, else a larger copy with `fill` behind them. Columns grow by a quarter:
 * half of it, on average, is all that they take beyond what is in them. O(1) amortised an entry.
 */
export function grownByQuarter<C extends Column>(column: C, length: number, fill = 0): C {
  if (length <= column.length) return column;
  const Kind = column.constructor as new (length: number) => C;
  const larger = new Kind(Math.max(length, column.length + (column.length >> 2), 8));
  larger.set(column);
  if (fill !== 0) larger.fill(fill, column.length);
  return larger;
}

/** The column with its entries in another order: entry `i` is what entry `order[i]` was, `fill` where that one is beyond its end. */
export function reordered<C extends Column>(column: C, order: Int32Array, fill = 0): C {
  const Kind = column.constructor as new (length: number) => C;
  const result = new Kind(order.length);
  for (let at = 0; at < order.length; at++) result[at] = column[order[at] as number] ?? fill;
  return result;
}
