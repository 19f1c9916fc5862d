/** Constraints on what placing a task changes: counts of tasks, what is free, what runs. */
import { describe, expect, it } from 'vitest';
import { Cluster } from '../../src/cluster.js';
import { Random } from '../simulation/random.js';

interface HostState {
  readonly arn: string;
  cpu: number;
  memory: number;
}

const ARN = 'arn:aws:ecs:eu-west-1:111122223333';
const TOTAL = { cpu: 4096, memory: 8192 };

const host = (id: number): HostState => ({ arn: `${ARN}:container-instance/demo/${id}`, ...TOTAL });

/** The hosts as they are described; `states` says whether what is free stands in the record. */
function described(hosts: readonly HostState[], tasks: readonly object[], states: boolean): readonly object[] {
  const amounts = (cpu: number, memory: number) => [
    { name: 'CPU', type: 'INTEGER', integerValue: cpu },
    { name: 'MEMORY', type: 'INTEGER', integerValue: memory },
  ];
  const containerInstances = hosts.map(({ arn, cpu, memory }) => ({
    containerInstanceArn: arn,
    status: 'ACTIVE',
    agentConnected: true,
    runningTasksCount: 0,
    registeredResources: amounts(TOTAL.cpu, TOTAL.memory),
    ...(states && { remainingResources: amounts(cpu, memory) }),
  }));
  return [{ containerInstances }, { tasks }];
}

function requestFor(expression: string, count: number) {
  const placementConstraints = [{ type: 'memberOf', expression }];
  return { cpu: 256, memory: 1024, count, group: 'service:web', family: 'web', startedBy: 'me', placementConstraints };
}

/** Of one host of 8 GiB and 4 vCPU, how many tasks of 1 GiB and a quarter of a vCPU it may take. */
const CASES: readonly (readonly [expression: string, tasks: number])[] = [
  ['remaining:memory >= 6GiB', 3],
  ['remaining:memory > 6GiB', 2],
  ['used:memory < 4GiB', 4],
  ['utilization:memory <= 0.5', 5],
  ['remaining:cpu > 3vcpu', 4],
  ['registered:memory == 8GiB', 8],
  ['count(task:group == service:web) < 3', 3],
  ['count(task:group == service:web and task:status == PENDING) < 2', 2],
  ['count(task:status == RUNNING) < 2', 8],
  ['count(task:family == api) == 0', 8],
  ['count(task:startedBy == me) in [0, 1, 2, 5]', 3],
  ['task:family !exists', 1],
  ['not(task:family == web)', 1],
  ['runningTasksCount < 4', 4],
  ['count(task:group == service:web) < 6 and remaining:memory >= 5GiB', 4],
  ['count(task:group == service:web) < 2 or utilization:cpu < 0.3', 5],
];

describe.each([true, false])('where the record says what is free: %s', (states) => {
  it.each(CASES)('%s: %i tasks', (expression, tasks) => {
    const cluster = Cluster.from(described([host(1)], [], states));
    const request = requestFor(expression, 12);
    expect(cluster.place(request).placements).toHaveLength(tasks);
    expect(cluster.headroom(request).total).toBe(tasks);
    expect(cluster.place(requestFor(expression, tasks)).unplaced).toEqual([]);
  });
});

const CONSTRAINTS = [
  ...CASES.map(([expression]) => expression),
  'count(task:group == service:web) <= 1 and remaining:memory > 2GiB',
  'not(count(task:family == web) >= 2) or remaining:cpu <= 1vcpu',
  'used:cpu in [0, 256, 512, 1024] or task:startedBy =~ you.*',
  'count(task:launchType exists) == 0 and count(not(task:group == db)) < 4',
];

it('places many tasks as it places one after the other, each told before the next', () => {
  for (let seed = 1; seed <= 120; seed++) {
    const random = new Random(seed);
    const states = random.chance(0.5);
    const hosts = Array.from({ length: random.between(1, 5) }, (_, id) => host(id));
    const tasks: object[] = [];
    const put = (state: HostState, task: object): void => {
      state.cpu -= 256;
      state.memory -= 1024;
      const taskArn = `${ARN}:task/demo/${tasks.length}`;
      tasks.push({
        taskArn,
        containerInstanceArn: state.arn,
        cpu: '256',
        memory: '1024',
        desiredStatus: 'RUNNING',
        ...task,
      });
    };
    for (let count = random.below(6); count > 0; count--) {
      put(random.pick(hosts), { group: random.pick(['service:web', 'db']), lastStatus: 'RUNNING' });
    }
    const expression = random.pick(CONSTRAINTS);
    const cluster = Cluster.from(described(hosts, tasks, states));

    const strategies = [
      { type: 'binpack', field: 'memory' },
      { type: 'spread', field: 'instanceId' },
    ];
    const request = { ...requestFor(expression, 10), placementStrategy: [random.pick(strategies)] };
    const all = cluster.place(request).placements.map(({ instance }) => instance);
    const { perInstance } = cluster.headroom(request);
    const each: string[] = [];
    for (let count = 0; count < 10; count++) {
      const [next] = Cluster.from(described(hosts, tasks, states)).place({ ...request, count: 1 }).placements;
      if (next === undefined) break;
      each.push(next.instance);
      const state = hosts.find(({ arn }) => arn === next.instance) as HostState;
      put(state, {
        group: 'service:web',
        startedBy: 'me',
        lastStatus: 'PENDING',
        taskDefinitionArn: `${ARN}:task-definition/web:1`,
      });
    }
    expect(all, `seed ${seed}: ${expression}`).toEqual(each);
    for (const { instance, count } of perInstance) {
      const placed = all.filter((one) => one === instance).length;
      expect(placed, `seed ${seed}, ${instance}: ${expression}`).toBeLessThanOrEqual(count);
    }
  }
});
