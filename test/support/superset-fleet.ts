/** Random small fleets with resources, tags and tasks, for questions of the superset. */
import type { HostJson, PlacedTaskJson, ResourceJson } from '../oracle/superset-rows.js';
import type { Random } from '../simulation/random.js';

export interface SupersetFleet {
  readonly hosts: readonly HostJson[];
  readonly tasks: readonly PlacedTaskJson[];
}

export const GROUPS = ['service:web', 'service:api', 'family:batch', 'db'] as const;
export const FAMILIES = ['web', 'api', 'batch'] as const;
export const STATUSES = ['ACTIVE', 'DRAINING', 'REGISTERING'] as const;
export const LAST_STATUSES = ['RUNNING', 'PENDING', 'STOPPED'] as const;
export const ZONES = ['eu-1a', 'eu-1b', 'eu-1c'] as const;
export const TEAMS = ['core', 'Ops', '', 'data team'] as const;
export const PROVIDERS = ['spot', 'on-demand'] as const;
export const STARTERS = ['ecs-svc/1', 'cron'] as const;
export const VERSIONS = ['1.9.0', '1.14.5', '1.100.0', '20.10.7', '24.0.5-rc1', '24.0.5'] as const;
export const DAYS = [
  '2026-01-01T00:00:00Z',
  '2026-01-25T12:00:00Z',
  '2026-01-31T11:30:00Z',
  '2026-02-01T00:00:00Z',
] as const;
/** What `now` is for every question. */
export const NOW = '2026-02-01T00:00:00Z';

const CLUSTERS = ['demo', 'edge'] as const;
const ARN = 'arn:aws:ecs:eu-west-1:111122223333';

export function randomFleet(random: Random): SupersetFleet {
  const hosts = Array.from({ length: random.between(1, 24) }, (_, id) => randomHost(random, id));
  // Now and then one that is not loaded, or none at all (Fargate).
  const arns = [...hosts.map((host) => host.containerInstanceArn), `${ARN}:container-instance/demo/gone`, undefined];
  const count = random.chance(0.1) ? 0 : random.between(1, 50);
  return { hosts, tasks: Array.from({ length: count }, (_, id) => randomTask(random, id, random.pick(arns))) };
}

/** As the `describe-*` commands print it. */
export function describedFleet({ hosts, tasks }: SupersetFleet): readonly object[] {
  return [{ containerInstances: hosts }, { tasks }];
}

export function randomHost(random: Random, id: number): HostJson {
  const maybe = <T>(value: T): T | undefined => (random.chance(0.75) ? value : undefined);
  const devices = Array.from({ length: random.below(4) }, (_, device) => `gpu-${device}`);
  const registered = resources(random.pick([1024, 2048, 4096]), random.pick([1024, 4096, 6144]), devices);
  const remaining = resources(random.between(0, 1024), random.between(0, 4096), devices.slice(0, random.below(3)));
  return withoutGaps({
    containerInstanceArn: `${ARN}:container-instance/${random.pick(CLUSTERS)}/${String(id).padStart(3, '0')}`,
    status: maybe(random.pick(STATUSES)),
    agentConnected: maybe(random.chance(0.5)),
    ec2InstanceId: maybe(`i-${id % 7}`),
    capacityProviderName: maybe(random.pick(PROVIDERS)),
    versionInfo: withoutGaps({
      agentVersion: maybe(random.pick(VERSIONS)),
      dockerVersion: maybe(random.pick(VERSIONS)),
    }),
    runningTasksCount: maybe(random.below(4)),
    pendingTasksCount: maybe(random.below(3)),
    registeredAt: maybe(random.pick(DAYS)),
    attributes: [
      ...(random.chance(0.8) ? [{ name: 'zone', value: random.pick(ZONES) }] : []),
      ...(random.chance(0.5) ? [{ name: 'cores', value: random.pick(['2', '8', '16', 'many']) }] : []),
      ...(random.chance(0.3) ? [{ name: 'ssd' }] : []),
    ],
    tags: random.chance(0.7) ? [{ key: 'team', value: random.pick(TEAMS) }] : [],
    registeredResources: maybe(registered),
    remainingResources: maybe(random.chance(0.5) ? remaining : remaining.slice(0, 1)),
  });
}

function resources(cpu: number, memory: number, devices: readonly string[]): readonly ResourceJson[] {
  return [
    { name: 'CPU', type: 'INTEGER', integerValue: cpu },
    { name: 'MEMORY', type: 'INTEGER', integerValue: memory },
    { name: 'GPU', type: 'STRINGSET', stringSetValue: devices },
  ];
}

export function randomTask(random: Random, id: number, host: string | undefined): PlacedTaskJson {
  const cluster = host === undefined ? random.pick(CLUSTERS) : (host.split('/')[1] as string);
  const maybe = <T>(value: T): T | undefined => (random.chance(0.85) ? value : undefined);
  return withoutGaps({
    taskArn: `${ARN}:task/${cluster}/${String(id).padStart(4, '0')}`,
    containerInstanceArn: host,
    taskDefinitionArn: maybe(`${ARN}:task-definition/${random.pick(FAMILIES)}:${random.between(1, 2)}`),
    group: maybe(random.pick(GROUPS)),
    startedBy: maybe(random.pick(STARTERS)),
    launchType: maybe(host === undefined ? 'FARGATE' : 'EC2'),
    desiredStatus: random.pick(['RUNNING', 'RUNNING', 'RUNNING', 'STOPPED']),
    lastStatus: random.pick(LAST_STATUSES),
    cpu: String(random.pick([64, 128, 256])),
    memory: String(random.pick([128, 256, 512])),
  });
}

function withoutGaps<T extends object>(record: { [Field in keyof T]: T[Field] | undefined }): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
