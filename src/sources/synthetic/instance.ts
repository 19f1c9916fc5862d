/** One host of a generated fleet, as `describe-container-instances` would show it. */
import { CAPABILITIES, CUSTOM_ATTRIBUTES, type ImageKind, RESERVED_PORTS, STACKS } from './catalog.js';
import { type Host, type Occupancy, timestamp } from './host.js';
import { between, chance, fraction, hex, pick, type Random, zipf } from './random.js';
import type { Image, World } from './world.js';

/** The record of a host with tasks on it. */
export function instanceRecord(world: World, host: Host, occupancy: Occupancy): Readonly<Record<string, unknown>> {
  const { random } = host;
  const kind = imageKind(host, random);
  const images = world.images[kind];
  const image = images[Math.floor(fraction(random) * fraction(random) * images.length)] as Image;
  return {
    containerInstanceArn: host.arn,
    ec2InstanceId: `i-${hex(random, 17)}`,
    ...(chance(random, 0.9) ? { capacityProviderName: `asg-${kind}-${host.zone.slice(-1)}` } : {}),
    version: between(random, 1, 20_000),
    versionInfo: {
      agentVersion: image.agentVersion,
      agentHash: hex(random, 8),
      dockerVersion: `DockerVersion: ${image.dockerVersion}`,
    },
    remainingResources: resources(
      host.cpu - occupancy.cpu,
      host.memory - occupancy.memory,
      occupancy.ports,
      occupancy.freeGpuIds,
    ),
    registeredResources: resources(host.cpu, host.memory, RESERVED, host.gpuIds),
    status: chance(random, 0.02) ? 'DRAINING' : 'ACTIVE',
    agentConnected: !chance(random, 0.01),
    runningTasksCount: occupancy.running,
    pendingTasksCount: occupancy.pending,
    attributes: attributes(world, host, kind, image),
    registeredAt: timestamp(host.registeredAt),
    attachments: [],
    tags: [
      { key: 'Name', value: `ecs-${world.clusterName}` },
      { key: 'aws:autoscaling:groupName', value: `ecs-${world.clusterName}-${host.zone}` },
    ],
  };
}

function imageKind({ type }: Host, random: Random): ImageKind {
  if (type.gpus > 0) return 'gpu';
  return type.architecture === 'x86_64' && chance(random, 0.03) ? 'windows' : type.architecture;
}

const RESERVED: Occupancy['ports'] = { tcp: new Set(RESERVED_PORTS), udp: new Set() };

function resources(
  cpu: number,
  memory: number,
  ports: Occupancy['ports'],
  gpuIds: readonly string[],
): readonly unknown[] {
  const all = [
    integerResource('CPU', cpu),
    integerResource('MEMORY', memory),
    setResource('PORTS', [...ports.tcp].map(String)),
    setResource('PORTS_UDP', [...ports.udp].map(String)),
  ];
  return gpuIds.length === 0 ? all : [...all, setResource('GPU', gpuIds)];
}

// The CLI prints the values of the other types, too, as zeros.

function integerResource(name: string, value: number): unknown {
  return { name, type: 'INTEGER', doubleValue: 0, longValue: 0, integerValue: value };
}

function setResource(name: string, members: readonly string[]): unknown {
  return { name, type: 'STRINGSET', doubleValue: 0, longValue: 0, integerValue: 0, stringSetValue: members };
}

function attributes(world: World, host: Host, kind: ImageKind, image: Image): readonly unknown[] {
  const { random, type, zone } = host;
  const isWindows = kind === 'windows';
  return [
    ...CAPABILITIES.map((name) => ({ name })),
    { name: 'ecs.ami-id', value: image.id },
    { name: 'ecs.availability-zone', value: zone },
    { name: 'ecs.instance-type', value: type.name },
    { name: 'ecs.os-type', value: isWindows ? 'windows' : 'linux' },
    { name: 'ecs.os-family', value: isWindows ? 'WINDOWS_SERVER_2022_CORE' : 'LINUX' },
    { name: 'ecs.cpu-architecture', value: type.architecture },
    { name: 'ecs.vpc-id', value: world.vpcId },
    { name: 'ecs.subnet-id', value: world.subnetIds[world.zones.indexOf(zone)] },
    ...(chance(random, 0.9) ? [{ name: 'stack', value: drawStack(random) }] : []),
    ...CUSTOM_ATTRIBUTES.filter(() => chance(random, 0.1)).map(([name, choices]) =>
      choices.length === 0 ? { name } : { name, value: pick(random, choices) },
    ),
  ];
}

const drawStackIndex = zipf(STACKS.length);

function drawStack(random: Random): string {
  return STACKS[drawStackIndex(random)] as string;
}
