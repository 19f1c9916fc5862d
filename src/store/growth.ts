/** The tables' columns grow by a quarter: half of it, on average, is all that they take beyond what is in them. */

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** The column where it has room for `length` entries, else a larger copy, 0 in the new ones. O(1) amortised an entry. */
export function grownByQuarter<C extends Column>(column: C, length: number): C {
  if (length <= column.length) return column;
  const Kind = column.constructor as new (length: number) => C;
  const larger = new Kind(Math.max(length, column.length + (column.length >> 2), 8));
  larger.set(column);
  return larger;
}
