/** Columns of numbers by row, and how they grow. */

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** The column itself where it has room for `length` entries, else a larger one (at least twice) with the same entries and `fill` behind them. */
export function grownTo<C extends Column>(column: C, length: number, fill = 0): C {
  if (length <= column.length) return column;
  const Kind = column.constructor as new (length: number) => C;
  const larger = new Kind(Math.max(length, column.length * 2));
  larger.set(column);
  if (fill !== 0) larger.fill(fill, column.length);
  return larger;
}

/** The column with its entries in another order: entry `i` becomes what entry `order[i]` was; the rest is `fill`. */
export function reordered<C extends Column>(column: C, order: Int32Array, fill = 0): C {
  const Kind = column.constructor as new (length: number) => C;
  const result = new Kind(Math.max(order.length, 16));
  for (let at = 0; at < order.length; at++) result[at] = column[order[at] as number] ?? fill;
  if (fill !== 0) result.fill(fill, order.length);
  return result;
}
