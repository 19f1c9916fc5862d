import type { Change } from '../../model/change.js';
import type { Instance, Resources } from '../../model/records.js';
import { instanceChange } from '../hosts/plan-changes.js';
import { requestError } from '../request/fields.js';
import type { Outcome } from './outcome.js';
import type { AddStep, CopiedInstances } from './step.js';
import { hostOf, type Workbench } from './workbench.js';

/** Hosts come. */
export function runAdd(bench: Workbench, { instances, path }: AddStep): Outcome {
  const changes =
    'records' in instances
      ? readInstances(bench, instances.records, `${path}.instances`)
      : copies(bench, instances).map(instanceChange);
  bench.store.apply(changes);
  return { instances: changes.flatMap((change) => (change.kind === 'instance' ? [change.instance.key] : [])) };
}

function readInstances({ store, read }: Workbench, records: readonly unknown[], path: string): readonly Change[] {
  const { changes, rejected } = read({ containerInstances: records });
  const [first] = rejected;
  if (first !== undefined) {
    const within = first.path.replace(/^.*?containerInstances/, '');
    throw requestError('request-malformed', path + within, first.message);
  }
  const seen = new Set<string>();
  changes.forEach((change, index) => {
    if (change.kind !== 'instance') return;
    const { key } = change.instance;
    const there = store.host(key) !== undefined ? 'is there already' : seen.has(key) ? 'is added twice' : undefined;
    seen.add(key);
    if (there === undefined) return;
    throw requestError('request-conflict', `${path}[${index}]`, `instance ${JSON.stringify(key)} ${there}`);
  });
  return changes;
}

/** Hosts as the given one was when it came: everything free, no task, nothing that only the one can have. */
function copies({ store }: Workbench, { like, count, attributes }: CopiedInstances): readonly Instance[] {
  const { instance } = hostOf(store, like);
  if (instance.registered.size === 0) {
    const message = `${JSON.stringify(instance.key)} does not say what it has registered: give records as instances instead`;
    throw requestError('request-conflict', like.path, message);
  }
  const { version: _, ec2InstanceId: __, registeredAt: ___, remaining, ...shared } = instance;
  const fresh = {
    ...shared,
    status: 'ACTIVE',
    agentConnected: true,
    ...(instance.runningTasksCount === undefined ? {} : { runningTasksCount: 0 }),
    ...(instance.pendingTasksCount === undefined ? {} : { pendingTasksCount: 0 }),
    attributes: new Map([...instance.attributes, ...attributes]),
    ...(remaining === undefined ? {} : { remaining: allFree(instance.registered, remaining) }),
  };
  const made: Instance[] = [];
  for (let number = 1; made.length < count; number++) {
    const key = `${instance.key}+${number}`;
    if (store.host(key) === undefined) made.push({ ...fresh, key });
  }
  return made;
}

/** What remains of a host with nothing on it, said of the same resources. */
function allFree(registered: Resources, remaining: Resources): Resources {
  return new Map(Array.from(remaining, ([name, amount]) => [name, registered.get(name) ?? emptied(name, amount)]));
}

/** Of ports, which are listed in use, none is; of what is not registered nobody knows more than what remains. */
function emptied(name: string, amount: number | readonly string[]): number | readonly string[] {
  return name === 'ports' || name === 'ports_udp' ? [] : amount;
}
