import { startChanges, startsOf } from '../hosts/plan-changes.js';
import { placeAll } from '../place.js';
import { readRequest } from '../request/request.js';
import type { RequestWarning } from '../request/warnings.js';
import { atPath } from './at-path.js';
import type { Outcome } from './outcome.js';
import type { SimulatedPlacement, UnplacedTasks } from './report.js';
import type { PlaceStep } from './step.js';
import type { Workbench } from './workbench.js';

/** Places the tasks of the step's requests on the copy. */
export function runPlace(bench: Workbench, step: PlaceStep, stepIndex: number): Outcome {
  const { store, options } = bench;
  const requests = step.requests.map(({ value }) => withSeed(value, bench.seed));
  const groups = requests.map((request) => readRequest(request).group);
  const keyOf = (request: number, index: number) => `simulated:${stepIndex}:${request}:${index}`;
  const { results } = atPath(placeIn(step), () => placeAll(store, requests, options));
  const starts = results.flatMap(({ placements: placed }, request) =>
    startsOf(store, requests[request], placed, ({ index }) => keyOf(request, index), options),
  );
  store.apply(startChanges(store, starts));
  const placements: SimulatedPlacement[] = [];
  const unplaced: UnplacedTasks[] = [];
  const warnings: RequestWarning[] = [];
  results.forEach((result, request) => {
    const { path } = step.requests[request]!;
    const group = groups[request];
    const ofGroup = group === undefined ? {} : { group };
    for (const { index, instance, hostPorts, gpuIds } of result.placements) {
      placements.push({ task: keyOf(request, index), request, index, ...ofGroup, instance, hostPorts, gpuIds });
    }
    const [first] = result.unplaced;
    if (first !== undefined) {
      unplaced.push({ request, ...ofGroup, count: result.unplaced.length, reasons: first.reasons });
    }
    for (const warning of result.warnings) warnings.push({ ...warning, path: path + warning.path.slice(1) });
  });
  return { placements, unplaced, warnings };
}

/** What is wrong with `$[3]` is wrong with the fourth request of the step. */
function placeIn({ path, requests }: PlaceStep): (path: string) => string {
  return (found) => {
    const [, index, rest] = /^\$\[(\d+)\](.*)$/s.exec(found) ?? [];
    return (requests[Number(index)]?.path ?? path) + (rest ?? '');
  };
}

/** The scenario's seed for a request that has none of its own. */
function withSeed(request: unknown, seed: number | undefined): unknown {
  return seed === undefined ? request : { seed, ...(request as object) };
}
