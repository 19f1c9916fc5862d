/** The steps: each does what it says to the copy, and tells what came of it. */
import type { RequestWarning } from '../request/warnings.js';
import { runAdd } from './add-step.js';
import { runConsolidate } from './consolidate-step.js';
import { runDrain } from './drain-step.js';
import type { Outcome } from './outcome.js';
import { runPlace } from './place-step.js';
import type { StepReport } from './report.js';
import type { Step } from './step.js';
import { runTerminate } from './terminate-step.js';
import type { Workbench } from './workbench.js';

export interface RunStep {
  readonly report: StepReport;
  readonly warnings: readonly RequestWarning[];
}

export function runStep(bench: Workbench, step: Step, index: number): RunStep {
  const { warnings = [], ...outcome } = run(bench, step, index);
  const { action, name } = step;
  const report: StepReport = {
    step: index,
    action,
    ...(name === undefined ? {} : { name }),
    instances: [],
    placements: [],
    moves: [],
    stopped: [],
    unplaced: [],
    ...outcome,
  };
  return { report, warnings: [...warnings, ...caveats(step, report)] };
}

/** What a reader of moves has to know. */
function caveats({ action, path }: Step, { moves, unplaced }: StepReport): readonly RequestWarning[] {
  if (action === 'place' || moves.length + unplaced.length === 0) return [];
  const message =
    'tasks that move are placed by what their records say (CPU, memory, GPUs, host ports, group, family): constraints, strategies and other resources of their services are not known';
  return [{ code: 'not-considered', path, message }];
}

function run(bench: Workbench, step: Step, index: number): Outcome {
  switch (step.action) {
    case 'place':
      return runPlace(bench, step, index);
    case 'drain':
    case 'remove':
      return runDrain(bench, step);
    case 'terminate':
      return runTerminate(bench, step);
    case 'add':
      return runAdd(bench, step);
    case 'consolidate':
      return runConsolidate(bench, step);
  }
}
