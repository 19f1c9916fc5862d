/** What there is to choose from: machines with their real sizes, images, names. */

export interface InstanceType {
  readonly name: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly vcpus: number;
  readonly memoryGiB: number;
  readonly gpus: number;
}

/** Sixty types of EC2, the most common first. */
export const INSTANCE_TYPES: readonly InstanceType[] = [
  ...generalTypes('large', 2),
  ...burstableTypes(),
  ...generalTypes('xlarge', 4),
  ...generalTypes('2xlarge', 8),
  ...generalTypes('4xlarge', 16),
  ...generalTypes('8xlarge', 32),
  ...acceleratedTypes(),
  ...generalTypes('12xlarge', 48),
];

/** The families of which every size has the same memory per vCPU. */
function generalTypes(size: string, vcpus: number): readonly InstanceType[] {
  const families = [
    ['m5', 'x86_64', 4],
    ['m6g', 'arm64', 4],
    ['r5', 'x86_64', 8],
    ['c6i', 'x86_64', 2],
    ['m6i', 'x86_64', 4],
    ['c6g', 'arm64', 2],
    ['r6g', 'arm64', 8],
    ['r6i', 'x86_64', 8],
  ] as const;
  return families.map(([family, architecture, memoryPerVcpu]) => ({
    name: `${family}.${size}`,
    architecture,
    vcpus,
    memoryGiB: vcpus * memoryPerVcpu,
    gpus: 0,
  }));
}

function burstableTypes(): readonly InstanceType[] {
  const sizes = [
    ['medium', 2, 4],
    ['large', 2, 8],
    ['xlarge', 4, 16],
    ['2xlarge', 8, 32],
  ] as const;
  return sizes.map(([size, vcpus, memoryGiB]) => ({
    name: `t3.${size}`,
    architecture: 'x86_64',
    vcpus,
    memoryGiB,
    gpus: 0,
  }));
}

function acceleratedTypes(): readonly InstanceType[] {
  const types = [
    ['g4dn.xlarge', 4, 16, 1],
    ['g4dn.2xlarge', 8, 32, 1],
    ['g5.xlarge', 4, 16, 1],
    ['g4dn.12xlarge', 48, 192, 4],
    ['g5.12xlarge', 48, 192, 4],
    ['p3.2xlarge', 8, 61, 1],
    ['p3.8xlarge', 32, 244, 4],
    ['p3.16xlarge', 64, 488, 8],
  ] as const;
  return types.map(([name, vcpus, memoryGiB, gpus]) => ({ name, architecture: 'x86_64', vcpus, memoryGiB, gpus }));
}

export type ImageKind = 'x86_64' | 'arm64' | 'gpu' | 'windows';

/** How many machine images there are of each kind: twenty in all. */
export const IMAGES: Readonly<Record<ImageKind, number>> = { x86_64: 11, arm64: 5, gpu: 3, windows: 1 };

/** Of the images, newest first: the agent and the Docker they were made with. */
export const AGENT_VERSIONS = ['1.86.3', '1.82.1', '1.79.0', '1.75.3', '1.68.2', '1.61.0', '1.54.1', '1.40.0'] as const;
export const DOCKER_VERSIONS = ['25.0.6', '20.10.25', '20.10.17', '19.03.13-ce'] as const;

export const ZONE_LETTERS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

export const STACKS = ['prod', 'staging', 'dev', 'qa', 'perf', 'canary', 'dr', 'sandbox', 'tools', 'data'] as const;

/** Attributes that users gave to a tenth of the instances each; an attribute of no choices has no value. */
export const CUSTOM_ATTRIBUTES: readonly (readonly [name: string, choices: readonly string[]])[] = [
  ['team', ['payments', 'search', 'growth', 'platform', 'data-science']],
  ['purpose', ['web', 'batch', 'cache', 'ingest']],
  ['disk', ['ssd', 'nvme', 'hdd']],
  ['network', ['10g', '25g', '100g']],
  ['lifecycle', ['spot', 'on-demand']],
  ['rack', ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12']],
  ['generation', ['1', '2', '3']],
  ['cost-center', ['1000', '1200', '4711', '9000']],
  ['compliance', ['pci', 'hipaa', 'none']],
  ['os.patch', ['2023.1', '2023.2', '2024.1']],
  ['max-tasks', ['10', '20', '40']],
  ['owner', ['ada', 'grace', 'edsger', 'barbara']],
  ['zone.tier', ['gold', 'silver', 'bronze']],
  ['kernel', ['4.14', '5.10', '6.1']],
  ['dedicated', []],
  ['no-drain', []],
  ['experimental', []],
  ['public', []],
  ['gpu-burst', []],
  ['encrypted', []],
];

export const CAPABILITIES: readonly string[] = [
  'com.amazonaws.ecs.capability.privileged-container',
  'com.amazonaws.ecs.capability.docker-remote-api.1.24',
  'com.amazonaws.ecs.capability.docker-remote-api.1.44',
  'com.amazonaws.ecs.capability.ecr-auth',
  'com.amazonaws.ecs.capability.logging-driver.awslogs',
  'com.amazonaws.ecs.capability.logging-driver.json-file',
  'com.amazonaws.ecs.capability.task-iam-role',
  'com.amazonaws.ecs.capability.task-iam-role-network-host',
  'ecs.capability.task-eni',
  'ecs.capability.task-cpu-mem-limit',
  'ecs.capability.container-health-check',
  'ecs.capability.secrets.ssm.environment-variables',
];

/** Ports that the agent, Docker and SSH have on every host. Source: the ECS documentation of registered resources. */
export const RESERVED_PORTS: readonly number[] = [22, 2375, 2376, 51678, 51679, 51680];

/** A task group is named after one of each, and a number. */
export const DOMAINS = [
  'checkout',
  'search',
  'catalog',
  'payments',
  'identity',
  'shipping',
  'pricing',
  'inventory',
  'reviews',
  'messaging',
  'billing',
  'media',
  'geo',
  'fraud',
  'loyalty',
  'reports',
  'ads',
  'support',
  'orders',
  'profile',
] as const;
export const ROLES = ['api', 'web', 'worker', 'cron', 'cache', 'proxy', 'indexer', 'stream', 'admin', 'etl'] as const;
