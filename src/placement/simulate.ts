/**
 * What if: steps done to a copy of the cluster, and what came of them.
 *
 * The steps use what answers the same questions of the cluster itself: `place`, scale-in, queries. So a simulation says what they
 * would say, one after the other.
 */
import { Store } from '../store/store.js';
import { type PlacementOptions, resolveRequest } from './request/resolve.js';
import { addWarning, type RequestWarning } from './request/warnings.js';
import { copyOf } from './simulation/copy.js';
import { measure } from './simulation/fleet-measure.js';
import { referenceTasks } from './simulation/reference.js';
import type { SimulationReport, SimulationTotals, StepReport } from './simulation/report.js';
import { type RunStep, runStep } from './simulation/run-step.js';
import { readScenario } from './simulation/scenario.js';
import { fillReport, spreadReport } from './simulation/spread-report.js';
import type { RecordReader, Workbench } from './simulation/workbench.js';

/**
 * Does the steps of a scenario to a copy of the store, which itself stays as it is. Deterministic: the same content, scenario and
 * options give the same report.
 *
 * Time: O(hosts + tasks) to copy and to measure twice, and what the steps take. Memory: the copy, and the result.
 * @param read reads the records of instances that a scenario adds
 * @throws StowageError with the path of what is wrong in the scenario; where it is an expression, its `cause` is the `QueryError`
 */
export function simulate(
  store: Store,
  read: RecordReader,
  scenario: unknown,
  options: PlacementOptions = {},
): SimulationReport {
  const { name, seed, spreadBy, steps } = readScenario(scenario);
  // An empty store has no cluster that would have to be named: here only the options are looked at.
  const { dynamicPortRange: portRange } = resolveRequest(new Store(), {}, options);
  const bench: Workbench = { store: copyOf(store), read, options, portRange, seed };
  const reference = referenceTasks(steps, bench.store);
  const before = measure(bench.store.hosts(), reference.tasks, spreadBy);
  const runs = steps.map((step, index) => runStep(bench, step, index));
  const after = measure(bench.store.hosts(), reference.tasks, spreadBy);
  const reports = runs.map(({ report }) => report);
  return {
    ...(name === undefined ? {} : { name }),
    revision: store.revision,
    steps: reports,
    totals: totalsOf(reports),
    before: before.state,
    after: after.state,
    reference,
    spread: spreadReport(spreadBy, before, after, touchedGroups(reports)),
    fill: fillReport(spreadBy[0] ?? '', before, after),
    warnings: warningsOf(runs),
  };
}

function totalsOf(steps: readonly StepReport[]): SimulationTotals {
  const sum = (count: (step: StepReport) => number) => steps.reduce((total, step) => total + count(step), 0);
  return {
    placed: sum(({ placements }) => placements.length),
    moved: sum(({ moves }) => moves.length),
    stopped: sum(({ stopped }) => stopped.length),
    unplaced: sum(({ unplaced }) => unplaced.reduce((total, { count }) => total + count, 0)),
  };
}

function touchedGroups(steps: readonly StepReport[]): readonly string[] {
  const groups = new Set<string>();
  for (const { placements, moves, stopped, unplaced } of steps) {
    for (const list of [placements, moves, stopped, unplaced]) {
      for (const { group } of list) if (group !== undefined) groups.add(group);
    }
  }
  return [...groups].sort();
}

function warningsOf(runs: readonly RunStep[]): readonly RequestWarning[] {
  const warnings: RequestWarning[] = [];
  for (const { warnings: ofStep } of runs) for (const warning of ofStep) addWarning(warnings, warning);
  return warnings;
}
