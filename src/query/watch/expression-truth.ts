/** The meaning of a normal form on one row, by conditions that are read there and then. */
import type { NormalExpression } from '../normalize.js';
import { memberHolds, valueHolds } from './subject-column.js';
import type { WatchedRows } from './watched-rows.js';

export type Truth = NormalExpression;

/** O(size of the expression × tasks of the row). */
export function conditionsHold(expression: Truth, row: number, rows: WatchedRows): boolean {
  switch (expression.type) {
    case 'everything':
      return true;
    case 'nothing':
      return false;
    case 'and':
      return expression.operands.every((operand) => conditionsHold(operand, row, rows));
    case 'or':
      return expression.operands.some((operand) => conditionsHold(operand, row, rows));
    case 'condition': {
      const { subject, parameter } = expression;
      if (subject.source !== 'task-set') return valueHolds(expression, rows.value(subject, parameter, row));
      const members = rows.members(subject, row).map((member) => member ?? null);
      return members.length === 0 ? expression.absent : memberHolds(expression, members);
    }
  }
}
