/** How many hosts each reason holds back, and how many it holds back alone. */
import { compareText } from '../../model/records.js';
import type { Check } from './feasibility.js';
import type { ReasonCount } from './reason.js';

/** Most hosts first, then by code; checks that hold back no host are left out. O(hosts × checks). */
export function countReasons(checks: readonly Check[], size: number): readonly ReasonCount[] {
  const hosts = checks.map(() => 0);
  const alone = checks.map(() => 0);
  for (let position = 0; position < size; position++) {
    let failed = 0;
    let last = 0;
    for (let at = 0; at < checks.length; at++) {
      if ((checks[at] as Check).passes(position)) continue;
      hosts[at] = (hosts[at] as number) + 1;
      failed++;
      last = at;
    }
    if (failed === 1) alone[last] = (alone[last] as number) + 1;
  }
  return checks
    .map(({ code }, at): ReasonCount => ({ code, hosts: hosts[at] as number, alone: alone[at] as number }))
    .filter((count) => count.hosts > 0)
    .sort((a, b) => b.hosts - a.hosts || compareText(a.code, b.code));
}
