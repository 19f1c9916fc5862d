import type { CheckedSelect } from './checked-stage.js';
import type { Cell } from './column.js';
import { madeTable, type Table, tableOf } from './table.js';

/** The rows, in their order, with some columns and no others. O(rows × columns). */
export function selected(table: Table, { columns, made }: CheckedSelect): Table {
  const order = table.positions();
  const positions = order.slice().sort();
  const cells = columns.map((column) => {
    const read = table.content.reader(column);
    return Array.from(positions, (position): Cell => read(position));
  });
  const { content } = madeTable(made ?? [], cells, positions.length);
  return tableOf(content, placesIn(positions, order));
}

/** Where each position of the order stands among all, ascending. */
function placesIn(positions: Int32Array, order: Int32Array): Int32Array {
  const places = new Int32Array((positions.at(-1) ?? -1) + 1);
  positions.forEach((position, place) => {
    places[position] = place;
  });
  return order.map((position) => places[position] as number);
}
