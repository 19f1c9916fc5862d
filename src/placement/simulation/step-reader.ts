/** The steps of a scenario, as they are written: THE table of what each takes. */
import { checkOrThrow } from '../../query/check.js';
import { Fields, type Item, malformed, overLimit, readInteger, requestError } from '../request/fields.js';
import { readRequest, readRequests } from '../request/request.js';
import { atPath } from './at-path.js';
import { SIMULATION_LIMITS } from './limits.js';
import { ACTIONS, type Action, type CopiedInstances, type HostSelection, type Step } from './step.js';
import { readFlag, refuseUnknown } from './strict.js';

/** What the steps read so far ask for together. */
export interface Totals {
  tasks: number;
  addedInstances: number;
}

interface StepForm {
  /** Fields that may stand beside the action. */
  readonly options: readonly string[];
  /** `value` is what stands behind the action, `step` the object around it. */
  readonly read: (value: Item, step: Fields, totals: Totals) => Step;
}

const FORMS: Readonly<Record<Action, StepForm>> = {
  place: { options: [], read: readPlace },
  drain: { options: ['replace'], read: (value, step) => readDrain('drain', value, step) },
  remove: { options: ['replace'], read: (value, step) => readDrain('remove', value, step) },
  terminate: { options: [], read: readTerminate },
  add: { options: [], read: readAdd },
  consolidate: { options: [], read: readConsolidate },
};

/** @throws StowageError where a step is none, or more than one */
export function readStep({ value, path }: Item, totals: Totals): Step {
  const step = new Fields(value, path, 'a step');
  const written = ACTIONS.filter((action) => step.has(action));
  const [action] = written;
  if (action === undefined) {
    refuseUnknown(step, [...ACTIONS, 'name'], 'a step');
    throw requestError('request-malformed', path, `a step has to have one of ${ACTIONS.join(', ')}`);
  }
  if (written.length > 1) {
    const message = `a step does one thing, not ${written.join(' and ')}: make each a step of its own`;
    throw requestError('request-conflict', path, message);
  }
  refuseUnknown(step, [action, 'name', ...FORMS[action].options], `the step ${action}`);
  const name = step.name('name');
  const read = FORMS[action].read({ value: step.get(action), path: step.pathOf(action) }, step, totals);
  return name === undefined ? read : { ...read, name };
}

/** A request, or a list of them. */
function readPlace({ value, path }: Item, _: Fields, totals: Totals): Step {
  const isList = Array.isArray(value);
  const read = atPath(path, () => (isList ? readRequests(value) : [readRequest(value)]));
  totals.tasks += read.reduce((sum, { count }) => sum + count, 0);
  if (totals.tasks > SIMULATION_LIMITS.tasks) {
    const message = `the steps up to this one ask for ${totals.tasks} tasks; the limit is ${SIMULATION_LIMITS.tasks}`;
    throw requestError('request-limit', path, message);
  }
  const requests = isList
    ? value.map((item: unknown, at) => ({ value: item, path: `${path}[${at}]` }))
    : [{ value, path }];
  return { action: 'place', path, requests };
}

function readDrain(action: 'drain' | 'remove', { value, path }: Item, step: Fields): Step {
  return { action, path, hosts: readHosts(value, path), replace: readFlag(step, 'replace', true) };
}

/** An expression, or keys. */
function readHosts(value: unknown, path: string): HostSelection {
  if (Array.isArray(value)) return { keys: readKeys(value, path, 'an instance') };
  if (typeof value === 'string') return { query: readExpression(value, path) };
  throw malformed(path, 'has to be an expression, or a list of instance keys', value);
}

function readExpression(text: string, path: string) {
  try {
    return checkOrThrow(text, { conditionOnly: true });
  } catch (error) {
    const message = `the expression is not valid: ${error instanceof Error ? error.message : String(error)}`;
    throw requestError('request-malformed', path, message, { cause: error });
  }
}

function readKeys(values: readonly unknown[], path: string, of: string): readonly Item[] {
  if (values.length > SIMULATION_LIMITS.keys) {
    throw overLimit(path, 'the list', values.length, SIMULATION_LIMITS.keys);
  }
  return values.map((value, index) => {
    const item = { value, path: `${path}[${index}]` };
    if (typeof value === 'string' && value !== '') return item;
    throw malformed(item.path, `a key of ${of} has to be a text`, value);
  });
}

/** Keys of tasks, or what scale-in takes. */
function readTerminate({ value, path }: Item): Step {
  if (Array.isArray(value)) return { action: 'terminate', path, tasks: { keys: readKeys(value, path, 'a task') } };
  const fields = new Fields(value, path, 'terminate, unless it is a list of task keys,');
  refuseUnknown(fields, TERMINATE_FIELDS, 'terminate');
  if (fields.name('group') === undefined) throw malformed(fields.pathOf('group'), 'group has to be given', undefined);
  if (!fields.has('count')) throw malformed(fields.pathOf('count'), 'count has to be given', undefined);
  const request = Object.fromEntries(fields.names().map((name) => [name, fields.get(name)]));
  return { action: 'terminate', path, tasks: { request } };
}

const TERMINATE_FIELDS = ['group', 'count', 'placementStrategy', 'cluster', 'seed'] as const;

function readAdd({ value, path }: Item, _: Fields, totals: Totals): Step {
  const fields = new Fields(value, path, 'add');
  refuseUnknown(fields, ['instances', 'like', 'count', 'attributes'], 'add');
  if (fields.has('instances') === fields.has('like')) {
    throw requestError('request-malformed', path, 'add has to have instances (records), or like (an instance key)');
  }
  const instances = fields.has('like') ? readCopies(fields) : readRecords(fields);
  totals.addedInstances += 'records' in instances ? instances.records.length : instances.count;
  if (totals.addedInstances > SIMULATION_LIMITS.addedInstances) {
    const { addedInstances } = totals;
    const message = `the steps up to this one add ${addedInstances} instances; the limit is ${SIMULATION_LIMITS.addedInstances}`;
    throw requestError('request-limit', path, message);
  }
  return { action: 'add', path, instances };
}

function readRecords(fields: Fields): { readonly records: readonly unknown[] } {
  refuseUnknown(fields, ['instances'], 'add with instances');
  const records = fields.get('instances');
  if (Array.isArray(records)) return { records };
  throw malformed(fields.pathOf('instances'), 'instances has to be a list of container instances', records);
}

function readCopies(fields: Fields): CopiedInstances {
  const key = fields.name('like') ?? '';
  const count = fields.has('count') ? fields.get('count') : 1;
  const attributes = new Map<string, string | null>();
  const given = fields.object('attributes');
  for (const name of given?.names() ?? []) attributes.set(name, given?.text(name) ?? null);
  return {
    like: { value: key, path: fields.pathOf('like') },
    count: readInteger(count, fields.pathOf('count'), 'count', 1, SIMULATION_LIMITS.addedInstances),
    attributes,
  };
}

function readConsolidate({ value, path }: Item): Step {
  const fields = new Fields(value, path, 'consolidate');
  refuseUnknown(fields, ['within', 'atMost', 'remove'], 'consolidate');
  const atMost = fields.integer('atMost', 0, Number.MAX_SAFE_INTEGER);
  const within = fields.get('within');
  return {
    action: 'consolidate',
    path,
    ...(within === undefined ? {} : { within: readHosts(within, fields.pathOf('within')) }),
    ...(atMost === undefined ? {} : { atMost }),
    remove: readFlag(fields, 'remove', false),
  };
}
