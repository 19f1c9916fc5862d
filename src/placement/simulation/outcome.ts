import type { RequestWarning } from '../request/warnings.js';
import type { StepReport } from './report.js';

/** What came of a step; lists that are absent are empty. */
export type Outcome = Partial<Omit<StepReport, 'step' | 'action' | 'name'>> & {
  readonly warnings?: readonly RequestWarning[];
};
