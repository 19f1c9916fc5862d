/** What all hosts and tasks of one generated fleet share: where it is, its images, its task groups. */
import type { Protocol } from '../../model/records.js';
import { AGENT_VERSIONS, DOCKER_VERSIONS, DOMAINS, IMAGES, type ImageKind, ROLES, ZONE_LETTERS } from './catalog.js';
import { between, chance, hex, pick, type Random, randomOf, zipf } from './random.js';

export interface Image {
  readonly id: string;
  readonly agentVersion: string;
  readonly dockerVersion: string;
}

export type Network = 'bridge' | 'awsvpc' | 'host';

/** A task definition and the service or family that runs it. */
export interface TaskGroup {
  readonly group: string;
  readonly family: string;
  readonly revision: number;
  readonly startedBy: string | undefined;
  readonly cpu: number;
  readonly memory: number;
  readonly gpus: number;
  readonly network: Network;
  /** Of each task: 0 is any free port. */
  readonly hostPorts: readonly number[];
  readonly protocol: Protocol;
}

export interface World {
  readonly seed: number;
  readonly clusterArn: string;
  readonly clusterName: string;
  /** `arn:aws:ecs:us-east-1:123456789012:` */
  readonly arnPrefix: string;
  readonly zones: readonly string[];
  readonly vpcId: string;
  /** By zone. */
  readonly subnetIds: readonly string[];
  readonly images: Readonly<Record<ImageKind, readonly Image[]>>;
  readonly groups: readonly TaskGroup[];
  readonly drawGroup: (random: Random) => TaskGroup;
  /** Those whose tasks take GPUs. */
  readonly gpuGroups: readonly TaskGroup[];
  /** The task that fits where no other does. */
  readonly smallest: TaskGroup;
}

/** The account number of the examples in the AWS documentation. */
const DEFAULT_ARN_PREFIX = 'arn:aws:ecs:us-east-1:123456789012:';
const FEWEST_GROUPS = 5;
const MOST_GROUPS = 2000;
const TASKS_PER_GROUP = 20;

export function createWorld(seed: number, cluster: string, tasks: number): World {
  const random = randomOf(seed, 'fleet', 0);
  const clusterName = cluster.slice(cluster.lastIndexOf('/') + 1);
  const arnPrefix = /^arn:[^:]*:ecs:[^:]*:[^:]*:/.exec(cluster)?.[0] ?? DEFAULT_ARN_PREFIX;
  const region = arnPrefix.split(':')[3] || 'us-east-1';
  const groups = createGroups(seed, Math.min(MOST_GROUPS, Math.max(FEWEST_GROUPS, Math.ceil(tasks / TASKS_PER_GROUP))));
  const draw = zipf(groups.length);
  return {
    seed,
    clusterArn: `${arnPrefix}cluster/${clusterName}`,
    clusterName,
    arnPrefix,
    zones: ZONE_LETTERS.map((letter) => region + letter),
    vpcId: `vpc-${hex(random, 17)}`,
    subnetIds: ZONE_LETTERS.map(() => `subnet-${hex(random, 17)}`),
    images: createImages(random),
    groups,
    drawGroup: (drawing) => groups[draw(drawing)] as TaskGroup,
    gpuGroups: groups.filter((group) => group.gpus > 0),
    smallest: groups.at(-1) as TaskGroup,
  };
}

function createImages(random: Random): World['images'] {
  const ofKind = (kind: ImageKind) => Array.from({ length: IMAGES[kind] }, (_, index) => createImage(random, index));
  return { x86_64: ofKind('x86_64'), arm64: ofKind('arm64'), gpu: ofKind('gpu'), windows: ofKind('windows') };
}

function createImage(random: Random, age: number): Image {
  return {
    id: `ami-${hex(random, 17)}`,
    agentVersion: AGENT_VERSIONS[age % AGENT_VERSIONS.length] as string,
    dockerVersion: DOCKER_VERSIONS[Math.floor(age / 3) % DOCKER_VERSIONS.length] as string,
  };
}

function createGroups(seed: number, count: number): readonly TaskGroup[] {
  return Array.from({ length: count }, (_, index) => createGroup(index, count, randomOf(seed, 'group', index)));
}

const CPU_UNITS = [32, 64, 64, 128, 128, 128, 256, 256, 512, 1024] as const;
const MEMORY_MIB = [64, 128, 256, 256, 512, 512, 512, 1024, 1024, 2048, 4096] as const;

/** Of the last group: little, and nothing that another task could have taken. */
const SMALLEST_DEMAND = { cpu: 16, memory: 32, gpus: 0, network: 'awsvpc', hostPorts: [] } as const;

function createGroup(index: number, count: number, random: Random): TaskGroup {
  const name = groupName(index);
  const isService = chance(random, 0.85);
  const drawn = {
    group: `${isService ? 'service' : 'family'}:${name}`,
    family: name,
    revision: between(random, 1, 90),
    startedBy: isService
      ? `ecs-svc/${between(random, 1_000_000, 9_999_999)}${between(random, 1_000_000, 9_999_999)}`
      : undefined,
    cpu: pick(random, CPU_UNITS),
    memory: pick(random, MEMORY_MIB),
    gpus: chance(random, 0.03) ? between(random, 1, 2) : 0,
    protocol: pick<Protocol>(random, ['tcp', 'tcp', 'tcp', 'udp']),
    ...networkOf(random),
  };
  return index === count - 1 ? { ...drawn, ...SMALLEST_DEMAND } : drawn;
}

function groupName(index: number): string {
  const domain = DOMAINS[index % DOMAINS.length];
  const role = ROLES[Math.floor(index / DOMAINS.length) % ROLES.length];
  const number = Math.floor(index / (DOMAINS.length * ROLES.length)) + 1;
  return number === 1 ? `${domain}-${role}` : `${domain}-${role}-${number}`;
}

function networkOf(random: Random): Pick<TaskGroup, 'network' | 'hostPorts'> {
  const network = pick<Network>(random, ['bridge', 'bridge', 'bridge', 'awsvpc', 'awsvpc', 'host']);
  if (network === 'awsvpc') return { network, hostPorts: [] };
  if (network === 'host') return { network, hostPorts: [between(random, 8000, 8999)] };
  const kinds = [[], [0], [0], [0, 0], [between(random, 8000, 8999)]] as const;
  return { network, hostPorts: pick(random, kinds) };
}
