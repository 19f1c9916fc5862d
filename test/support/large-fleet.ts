/**
 * Fleets of thousands whose values are frequent, rare, unique or missing, in the words that random expressions speak of: so large
 * that a planner has something to choose between.
 */
import type { Change } from '../../src/model/change.js';
import type { Instance, Task } from '../../src/model/records.js';
import { EC2_INSTANCE_IDS, GROUPS, ODD_VERSIONS, TEXTS, VERSIONS } from './vocabulary.js';

/** A whole number below the limit. */
export type Draw = (limit: number) => number;

export interface LargeFleet {
  readonly instances: readonly Instance[];
  readonly tasks: readonly Task[];
}

const CLUSTER = 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod';
const FIRST_INSTANT = Date.UTC(2018, 5, 18, 22, 28, 28);

/** Keys begin with the prefix, so that two fleets can be put together. */
export function largeFleet(prefix: string, size: number, draw: Draw): LargeFleet {
  const instances = Array.from({ length: size }, (_, at) => instance(`${prefix}${scrambled(at)}`, draw));
  const tasks = Array.from({ length: Math.floor(size / 2) }, (_, at) => task(`${prefix}t${at}`, instances, draw));
  return { instances, tasks };
}

/** Descriptions of everything, instances and tasks mixed as they come. */
export function described({ instances, tasks }: LargeFleet): readonly Change[] {
  return [
    ...instances.map((one): Change => ({ kind: 'instance', origin: 'description', instance: one })),
    ...tasks.map((one): Change => ({ kind: 'task', origin: 'description', task: one })),
  ];
}

/** Unlike the number in order, but never the same for two numbers below 2^24. */
function scrambled(at: number): string {
  return ((Math.imul(at, 0x9e3779b1) >>> 0) & 0xffffff).toString(16).padStart(6, '0');
}

function instance(key: string, draw: Draw): Instance {
  const some = <T>(percent: number, field: T): Partial<T> => (draw(100) < percent ? field : {});
  return {
    key,
    cluster: CLUSTER,
    status: 'ACTIVE',
    attributes: attributes(draw),
    tags: new Map(),
    registered: new Map(),
    ...some(90, { agentConnected: draw(10) > 0 }),
    ...some(80, { agentVersion: pick([...VERSIONS, ...ODD_VERSIONS], draw) }),
    ...some(50, { ec2InstanceId: draw(4) === 0 ? pick(EC2_INSTANCE_IDS, draw) : `i-${key}` }),
    ...some(70, {
      registeredAt: FIRST_INSTANT + (draw(2) === 0 ? 0 : (draw(2_000_000) - 1_000_000) * 1000 + draw(2) / 2),
    }),
  };
}

function attributes(draw: Draw): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  found.set('stack', pick(['prod', 'prod', 'prod', 'dev', 'Prod'], draw));
  if (draw(100) < 60) found.set('zone', draw(20) === 0 ? null : pick(TEXTS, draw));
  if (draw(100) < 95) found.set('rack', `r${draw(500)}`);
  if (draw(100) < 50) found.set('weight', draw(3) === 0 ? pick(TEXTS, draw) : String((draw(400) - 200) / 4));
  if (draw(100) < 90) found.set('ecs.instance-type', pick(['t2.micro', 't2.micro', 't2.large', 'm5.xlarge'], draw));
  if (draw(100) < 2) found.set('com.example/feature_x', draw(2) === 0 ? null : 'true');
  if (draw(1000) < 2) found.set('gpu', pick(TEXTS, draw));
  return found;
}

function task(key: string, instances: readonly Instance[], draw: Draw): Task {
  // Some hosts are crowded, most have none.
  const host = instances[draw(4) === 0 ? draw(Math.min(20, instances.length)) : draw(instances.length)];
  return {
    ...(host && { instance: host.key }),
    ...(draw(10) > 0 && { group: draw(3) === 0 ? `service:s${draw(300)}` : pick(GROUPS, draw) }),
    key,
    cluster: CLUSTER,
    desiredStatus: draw(8) === 0 ? 'STOPPED' : 'RUNNING',
    lastStatus: 'RUNNING',
    cpu: 256,
    memory: 512,
    gpu: 0,
    gpuIds: [],
    hostPorts: [],
  };
}

function pick<T>(list: readonly T[], draw: Draw): T {
  return list[draw(list.length)] as T;
}
