/** How many hosts each reason holds back, and how many it holds back alone. */
import { compareText } from '../model/records.js';
import type { ReasonCode, ReasonCount } from './reason.js';

/** @param codesByHost the codes against each host; most hosts first, then by code. */
export function countReasons(codesByHost: Iterable<readonly ReasonCode[]>): readonly ReasonCount[] {
  const counts = new Map<ReasonCode, { hosts: number; alone: number }>();
  for (const codes of codesByHost) {
    for (const code of codes) {
      const count = counts.get(code) ?? { hosts: 0, alone: 0 };
      count.hosts++;
      if (codes.length === 1) count.alone++;
      counts.set(code, count);
    }
  }
  return Array.from(counts, ([code, count]) => ({ code, ...count })).sort(
    (a, b) => b.hosts - a.hosts || compareText(a.code, b.code),
  );
}
