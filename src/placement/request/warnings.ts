/** What a request's author should know although it does not stop the request. */
import { LIMITS } from '../../model/limits.js';

/**
 * `unknown-field`: not read at all. `not-considered`: known to ECS, without effect here. `needs-own-task`: the first task can never
 * start. `contradiction`: no host could ever satisfy all constraints. `scorer-failed`: a scorer threw, gave no number, or another one
 * when asked again.
 */
export type RequestWarningCode =
  | 'unknown-field'
  | 'not-considered'
  | 'needs-own-task'
  | 'contradiction'
  | 'scorer-failed';

export interface RequestWarning {
  readonly code: RequestWarningCode;
  /** Where in the request, as a JSON path such as `$.placementConstraints[0]`. */
  readonly path: string;
  readonly message: string;
}

/** Warnings past the limit are left out: a request with so many has been told enough. */
export function addWarning(warnings: RequestWarning[], warning: RequestWarning): void {
  if (warnings.length < LIMITS.placementWarnings) warnings.push(warning);
}
