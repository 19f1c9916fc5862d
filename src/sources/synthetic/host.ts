/** One host of a generated fleet, and what the tasks on it take. */
import type { Protocol } from '../../model/records.js';
import { INSTANCE_TYPES, type InstanceType, RESERVED_PORTS } from './catalog.js';
import { fraction, hex, pick, type Random, randomOf, zipf } from './random.js';
import type { World } from './world.js';

/** What a host is before tasks run on it. */
export interface Host {
  readonly index: number;
  readonly arn: string;
  readonly type: InstanceType;
  readonly zone: string;
  readonly cpu: number;
  readonly memory: number;
  readonly gpuIds: readonly string[];
  /** Milliseconds since 1970. */
  readonly registeredAt: number;
  readonly random: Random;
}

const FIRST_REGISTRATION = Date.UTC(2021, 0, 1);
/** "Now" of every generated fleet: nothing in it happened later. */
export const LAST_MOMENT = Date.UTC(2025, 0, 1);

/** The share of the nominal memory that the agent finds; the kernel has the rest. */
const VISIBLE_MEMORY = 0.965;

const drawType = zipf(INSTANCE_TYPES.length);

/** The type alone, which says how many tasks a host gets: cheap, so that all hosts can be looked at beforehand. */
export function hostType(seed: number, index: number): InstanceType {
  return INSTANCE_TYPES[drawType(randomOf(seed, 'shape', index))] as InstanceType;
}

export function createHost(world: World, index: number): Host {
  const random = randomOf(world.seed, 'instance', index);
  const type = hostType(world.seed, index);
  return {
    index,
    arn: `${world.arnPrefix}container-instance/${world.clusterName}/${hex(random, 32)}`,
    type,
    zone: pick(random, world.zones),
    cpu: type.vcpus * 1024,
    memory: Math.floor(type.memoryGiB * 1024 * VISIBLE_MEMORY),
    gpuIds: Array.from({ length: type.gpus }, () => gpuId(random)),
    registeredAt: registrationOf(random),
    random,
  };
}

function gpuId(random: Random): string {
  return `GPU-${hex(random, 8)}-${hex(random, 4)}-${hex(random, 4)}-${hex(random, 4)}-${hex(random, 12)}`;
}

/** Many recent ones, a few that nobody has replaced for years. */
function registrationOf(random: Random): number {
  const age = fraction(random) * fraction(random);
  return Math.floor(LAST_MOMENT - 3_600_000 - age * (LAST_MOMENT - 3_600_000 - FIRST_REGISTRATION));
}

/** What the tasks on a host take; grows as they are put there. */
export interface Occupancy {
  cpu: number;
  memory: number;
  readonly freeGpuIds: string[];
  /** In use, reserved ones included. */
  readonly ports: Readonly<Record<Protocol, Set<number>>>;
  running: number;
  pending: number;
}

export function emptyOccupancy(host: Host): Occupancy {
  return {
    cpu: 0,
    memory: 0,
    freeGpuIds: [...host.gpuIds],
    ports: { tcp: new Set(RESERVED_PORTS), udp: new Set() },
    running: 0,
    pending: 0,
  };
}

/** As the CLI prints it. */
export function timestamp(instant: number): string {
  return new Date(instant).toISOString().replace('Z', '000+00:00');
}
