/** Any JSON → a scenario: steps that are done one after the other to a copy of the cluster. */
import { Fields, malformed, overLimit, quote } from '../request/fields.js';
import { readSeed } from '../request/request.js';
import { SIMULATION_LIMITS } from './limits.js';
import type { Step } from './step.js';
import { readStep } from './step-reader.js';
import { refuseUnknown } from './strict.js';

export interface Scenario {
  /** What the report and the picture are headed with. */
  readonly name?: string;
  /** For the draws of all steps, where neither the caller nor a request says another. */
  readonly seed?: number;
  /** Names of attributes, without `attribute:`. */
  readonly spreadBy: readonly string[];
  readonly steps: readonly Step[];
}

const SCENARIO_FIELDS = ['name', 'seed', 'spreadBy', 'steps'] as const;
const ZONE = 'ecs.availability-zone';

/**
 * Reads all of the scenario before anything is done: requests, expressions and the forms of steps are checked here, keys of hosts
 * and tasks when the step is done that names them.
 *
 * @throws StowageError with the path of what is wrong; where it is an expression, its `cause` is the `QueryError`
 */
export function readScenario(value: unknown): Scenario {
  if (Array.isArray(value)) return { spreadBy: [ZONE], steps: readSteps(value, '$') };
  const fields = new Fields(value, '$', 'a scenario, unless it is a list of steps,');
  refuseUnknown(fields, SCENARIO_FIELDS, 'a scenario');
  const steps = fields.get('steps');
  if (!Array.isArray(steps)) throw malformed(fields.pathOf('steps'), 'steps has to be a list', steps);
  const name = fields.name('name');
  const seed = readSeed(fields);
  return {
    ...(name === undefined ? {} : { name }),
    ...(seed === undefined ? {} : { seed }),
    spreadBy: readSpreadBy(fields),
    steps: readSteps(steps, fields.pathOf('steps')),
  };
}

function readSteps(values: readonly unknown[], path: string): readonly Step[] {
  if (values.length > SIMULATION_LIMITS.steps) {
    throw overLimit(path, 'steps', values.length, SIMULATION_LIMITS.steps);
  }
  const totals = { tasks: 0, addedInstances: 0 };
  return values.map((value, index) => readStep({ value, path: `${path}[${index}]` }, totals));
}

/** One name or a list of names, with `attribute:` before them or not. */
function readSpreadBy(fields: Fields): readonly string[] {
  const value = fields.get('spreadBy');
  if (value === undefined) return [ZONE];
  const path = fields.pathOf('spreadBy');
  const items = Array.isArray(value) ? fields.list('spreadBy') : [{ value, path }];
  if (items.length > SIMULATION_LIMITS.spreadBy) {
    throw overLimit(path, 'spreadBy', items.length, SIMULATION_LIMITS.spreadBy);
  }
  const names = items.map((item) => {
    const name = typeof item.value === 'string' ? item.value.replace(/^attribute:/, '') : '';
    if (name !== '') return name;
    throw malformed(item.path, `spreadBy has to be attributes such as ${quote(`attribute:${ZONE}`)}`, item.value);
  });
  return [...new Set(names)];
}
