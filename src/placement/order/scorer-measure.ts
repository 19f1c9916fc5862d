/** Scorers that the caller gives: asked once for each host, and again only where the host has changed. */

import type { HostTable } from '../hosts/host-table.js';
import { quote } from '../request/fields.js';
import type { ResolvedRequest } from '../request/resolve.js';
import { type Scorer, scoredHost, scoredTask } from '../request/scorer.js';
import type { Strategy } from '../request/strategies.js';
import { addWarning, type RequestWarning } from '../request/warnings.js';
import type { HostMeasure } from './tournament.js';

const UNKNOWN = Number.NaN;

/** Where a scorer gives no number, the host comes after all others. */
const NO_SCORE = Number.POSITIVE_INFINITY;

export function scorerMeasure(
  table: HostTable,
  request: ResolvedRequest,
  { index, field = '' }: Strategy,
  warnings: RequestWarning[],
): HostMeasure {
  const scorer = request.scorers[field] as Scorer;
  const task = scoredTask(request);
  const scores = new Float64Array(table.size).fill(UNKNOWN);
  let isReported = false;
  const report = (position: number, fault: string): number => {
    if (!isReported) {
      const message = `scorer ${quote(field)} ${fault} for instance ${quote(table.key(position))}, which so comes after all others`;
      addWarning(warnings, { code: 'scorer-failed', path: `${request.path}.placementStrategy[${index}]`, message });
    }
    isReported = true;
    return NO_SCORE;
  };
  const hostAt = (position: number) => {
    return scoredHost(table.view(position), (resource) => table.free(resource).values[position] as number);
  };
  const score = (position: number): number => {
    try {
      const first: unknown = scorer(hostAt(position), task);
      if (typeof first !== 'number' || !Number.isFinite(first)) {
        return report(position, `gave ${quote(first)} instead of a finite number`);
      }
      const second: unknown = scorer(hostAt(position), task);
      if (second !== first) return report(position, `gave ${first} and, asked again, ${quote(second)}`);
      return first;
    } catch (error) {
      return report(position, `threw ${quote(error instanceof Error ? error.message : String(error))}`);
    }
  };
  return {
    at: (position) => {
      const known = scores[position] as number;
      if (!Number.isNaN(known)) return known;
      const found = score(position);
      scores[position] = found;
      return found;
    },
    forget: (position) => {
      scores[position] = UNKNOWN;
    },
  };
}
