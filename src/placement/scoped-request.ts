/** A request as it is being worked on, among others of the same call. */
import type { ResolvedRequest } from './request/resolve.js';

export interface ScopedRequest extends ResolvedRequest {
  /**
   * Whose tasks count together for spread and `distinctInstance`: those of a group, or where the request names none those that it
   * places itself.
   */
  readonly scope: string;
}

/** @param serial tells requests without a group apart that see each other's tasks */
export function scoped(request: ResolvedRequest, serial: number): ScopedRequest {
  const { group } = request;
  return { ...request, scope: group === undefined ? `request ${serial}` : `group ${group}` };
}
