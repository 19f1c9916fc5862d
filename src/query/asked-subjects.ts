import { LIMITS } from '../model/limits.js';
import { subjectText } from '../model/subjects.js';
import type { CheckedExpression, CheckedPredicate } from './checked.js';

export const TOO_MANY_SUBJECTS = `a query asks about at most ${LIMITS.askedSubjects} different subjects that have no index from the start`;

/**
 * The predicate that asks for one more subject than one query may whose indexes are made when asked for: each is a column over all
 * instances, and those of one query must not push one another out. Undefined where there is none. O(predicates).
 */
export function oneSubjectTooMany(expression: CheckedExpression): CheckedPredicate | undefined {
  const asked = new Set<string>();
  return visit(expression);

  function visit(part: CheckedExpression): CheckedPredicate | undefined {
    if (part.type === 'everything') return undefined;
    if (part.type === 'not') return visit(part.operand);
    if (part.type === 'predicate') {
      if (part.subject.kept === 'when-asked') asked.add(subjectText(part.subject, part.parameter));
      return asked.size > LIMITS.askedSubjects ? part : undefined;
    }
    for (const operand of part.operands) {
      const found = visit(operand);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}
