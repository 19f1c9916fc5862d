/** The tasks of a generated fleet, as `describe-tasks` would show them. */
import { emptyOccupancy, type Host, LAST_MOMENT, type Occupancy, timestamp } from './host.js';
import { between, chance, fraction, hex, pick, type Random, randomOf } from './random.js';
import type { TaskGroup, World } from './world.js';

type JsonObject = Readonly<Record<string, unknown>>;

export interface Placed {
  readonly tasks: readonly JsonObject[];
  readonly occupancy: Occupancy;
}

/** Put `count` tasks on a host; fewer if they do not fit. */
export function placeTasks(world: World, host: Host, count: number): Placed {
  const random = randomOf(world.seed, 'task', host.index);
  const occupancy = emptyOccupancy(host);
  const tasks: JsonObject[] = [];
  while (tasks.length < count) {
    const group = fittingGroup(world, host, occupancy, count - tasks.length - 1, random);
    if (group === undefined) break;
    tasks.push(placeTask(world, host, occupancy, group, random));
  }
  return { tasks, occupancy };
}

const DRAWS = 4;

/** A drawn group whose task fits and leaves room for the small tasks that could follow. */
function fittingGroup(world: World, host: Host, occupancy: Occupancy, following: number, random: Random) {
  for (let draw = 0; draw < DRAWS; draw++) {
    const group = drawGroup(world, host, random);
    if (fits(group, host, occupancy, following * world.smallest.cpu, following * world.smallest.memory)) return group;
  }
  return fits(world.smallest, host, occupancy, 0, 0) ? world.smallest : undefined;
}

function drawGroup(world: World, host: Host, random: Random): TaskGroup {
  const wantsGpu = host.gpuIds.length > 0 && world.gpuGroups.length > 0 && chance(random, 0.5);
  return wantsGpu ? pick(random, world.gpuGroups) : world.drawGroup(random);
}

function fits(group: TaskGroup, host: Host, occupancy: Occupancy, spareCpu: number, spareMemory: number): boolean {
  return (
    occupancy.cpu + group.cpu + spareCpu <= host.cpu &&
    occupancy.memory + group.memory + spareMemory <= host.memory &&
    group.gpus <= occupancy.freeGpuIds.length &&
    !group.hostPorts.some((port) => occupancy.ports[group.protocol].has(port))
  );
}

interface Status {
  readonly desired: string;
  readonly last: string;
}

const RUNNING: Status = { desired: 'RUNNING', last: 'RUNNING' };
const PENDING: Status = { desired: 'RUNNING', last: 'PENDING' };
const STOPPING: Status = { desired: 'STOPPED', last: 'STOPPING' };
const STOPPED: Status = { desired: 'STOPPED', last: 'STOPPED' };

function drawStatus(random: Random): Status {
  const drawn = fraction(random);
  if (drawn < 0.97) return RUNNING;
  return drawn < 0.985 ? PENDING : drawn < 0.995 ? STOPPING : STOPPED;
}

function placeTask(world: World, host: Host, occupancy: Occupancy, group: TaskGroup, random: Random): JsonObject {
  const status = drawStatus(random);
  const taken = status === STOPPED ? NOTHING : take(group, occupancy, random);
  if (status === RUNNING) occupancy.running++;
  if (status === PENDING) occupancy.pending++;
  return {
    containerInstanceArn: host.arn,
    ...taskRecord(world, group, random, status, host.registeredAt),
    availabilityZone: host.zone,
    launchType: 'EC2',
    // A task of an interface of its own has a size of its own; others are as large as their containers.
    ...(group.network === 'awsvpc' ? { cpu: String(group.cpu), memory: String(group.memory) } : {}),
    containers: containers(group, taken, status),
  };
}

interface Taken {
  readonly gpuIds: readonly string[];
  readonly hostPorts: readonly number[];
}

/** A stopped task holds nothing any more. */
const NOTHING: Taken = { gpuIds: [], hostPorts: [] };

function take(group: TaskGroup, occupancy: Occupancy, random: Random): Taken {
  occupancy.cpu += group.cpu;
  occupancy.memory += group.memory;
  const used = occupancy.ports[group.protocol];
  const hostPorts = group.hostPorts.map((port) => {
    const bound = port === 0 ? freePort(used, random) : port;
    used.add(bound);
    return bound;
  });
  return { gpuIds: occupancy.freeGpuIds.splice(0, group.gpus), hostPorts };
}

const FIRST_DYNAMIC_PORT = 32_768;
const LAST_DYNAMIC_PORT = 60_999;

function freePort(used: ReadonlySet<number>, random: Random): number {
  let port = between(random, FIRST_DYNAMIC_PORT, LAST_DYNAMIC_PORT);
  while (used.has(port)) port = port === LAST_DYNAMIC_PORT ? FIRST_DYNAMIC_PORT : port + 1;
  return port;
}

function containers(group: TaskGroup, taken: Taken, status: Status): readonly JsonObject[] {
  return [
    {
      name: group.family,
      image: `${group.family}:${group.revision}`,
      lastStatus: status.last,
      networkBindings: taken.hostPorts.map((hostPort, index) => ({
        bindIP: '0.0.0.0',
        containerPort: group.network === 'host' ? hostPort : 8080 + index,
        hostPort,
        protocol: group.protocol,
      })),
      cpu: String(group.cpu),
      memory: String(group.memory * 2),
      memoryReservation: String(group.memory),
      ...(taken.gpuIds.length === 0 ? {} : { gpuIds: taken.gpuIds }),
    },
  ];
}

/** What tasks on hosts and on Fargate have in common. */
function taskRecord(world: World, group: TaskGroup, random: Random, status: Status, since: number): JsonObject {
  const createdAt = between(random, Math.floor(since / 1000), LAST_MOMENT / 1000 - 60) * 1000 + between(random, 0, 999);
  const revision = group.revision > 1 && chance(random, 0.05) ? group.revision - 1 : group.revision;
  return {
    taskArn: `${world.arnPrefix}task/${world.clusterName}/${hex(random, 32)}`,
    clusterArn: world.clusterArn,
    taskDefinitionArn: `${world.arnPrefix}task-definition/${group.family}:${revision}`,
    group: group.group,
    ...(group.startedBy === undefined ? {} : { startedBy: group.startedBy }),
    version: between(random, 1, 12),
    desiredStatus: status.desired,
    lastStatus: status.last,
    createdAt: timestamp(createdAt),
    attachments: group.network === 'awsvpc' ? [networkInterface(random)] : [],
    overrides: { containerOverrides: [] },
    tags: [],
  };
}

function networkInterface(random: Random): JsonObject {
  const value = `10.${between(random, 0, 255)}.${between(random, 0, 255)}.${between(random, 4, 254)}`;
  return {
    id: `eni-attach-${hex(random, 16)}`,
    type: 'ElasticNetworkInterface',
    status: 'ATTACHED',
    details: [{ name: 'privateIPv4Address', value }],
  };
}

/** A task that no host had room for. */
export function fargateTask(world: World, index: number): JsonObject {
  const random = randomOf(world.seed, 'fargate', index);
  const group: TaskGroup = {
    ...world.drawGroup(random),
    network: 'awsvpc',
    hostPorts: [],
    gpus: 0,
    cpu: 256,
    memory: 512,
  };
  return {
    ...taskRecord(world, group, random, RUNNING, LAST_MOMENT - 86_400_000),
    availabilityZone: pick(random, world.zones),
    launchType: 'FARGATE',
    cpu: String(group.cpu),
    memory: String(group.memory),
    containers: containers(group, NOTHING, RUNNING),
  };
}
