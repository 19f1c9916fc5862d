/** Four hosts whose answers can be told by looking at them. */

const PREFIX = 'arn:aws:ecs:eu-central-1:123456789012';

export function instanceArn(id: string): string {
  return `${PREFIX}:container-instance/demo/${id}`;
}

interface HostFields {
  readonly zone: string;
  readonly type: string;
  readonly memory: number;
  readonly status?: string;
  readonly stack?: string;
}

function instance(id: string, { zone, type, memory, status = 'ACTIVE', stack }: HostFields) {
  const resources = (mebibytes: number) => [
    { name: 'CPU', type: 'INTEGER', integerValue: 2048 },
    { name: 'MEMORY', type: 'INTEGER', integerValue: mebibytes },
    { name: 'PORTS', type: 'STRINGSET', stringSetValue: ['22'] },
  ];
  return {
    containerInstanceArn: instanceArn(id),
    ec2InstanceId: `i-${id}`,
    version: 1,
    status,
    agentConnected: true,
    runningTasksCount: 0,
    registeredAt: '2026-01-02T03:04:05Z',
    attributes: [
      { name: 'ecs.availability-zone', value: `eu-central-1${zone}` },
      { name: 'ecs.instance-type', value: type },
      ...(stack === undefined ? [] : [{ name: 'stack', value: stack }]),
    ],
    registeredResources: resources(8192),
    remainingResources: resources(memory),
  };
}

export const INSTANCES = {
  containerInstances: [
    instance('a1', { zone: 'a', type: 'm5.large', memory: 4096, stack: 'prod' }),
    instance('a2', { zone: 'a', type: 'm5.large', memory: 1024, stack: 'test' }),
    instance('b1', { zone: 'b', type: 'c6g.large', memory: 2048, stack: 'prod' }),
    instance('b2', { zone: 'b', type: 'm5.large', memory: 8192, status: 'DRAINING' }),
  ],
  failures: [],
};

export const TASKS = {
  tasks: [
    {
      taskArn: `${PREFIX}:task/demo/t1`,
      clusterArn: `${PREFIX}:cluster/demo`,
      containerInstanceArn: instanceArn('a1'),
      group: 'service:web',
      lastStatus: 'RUNNING',
      desiredStatus: 'RUNNING',
      cpu: '256',
      memory: '512',
    },
  ],
  failures: [],
};

/** A task that fits into 1,024 MiB, spread over zones. */
export const REQUEST = {
  taskDefinition: { family: 'web', containerDefinitions: [{ name: 'web', cpu: 256, memory: 1024 }] },
  serviceName: 'web',
  count: 2,
  placementStrategy: [
    { type: 'spread', field: 'attribute:ecs.availability-zone' },
    { type: 'binpack', field: 'memory' },
  ],
};

/** The same with more memory than any host has. */
export const GREEDY_REQUEST = {
  ...REQUEST,
  taskDefinition: { family: 'web', containerDefinitions: [{ name: 'web', cpu: 256, memory: 6000 }] },
};
