/** Real records, as the tools and the documentation of ECS, Kubernetes and Nomad print them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseInstant } from '../../src/model/instant.js';
import { readSource, requireRecognised } from '../../src/sources/source.js';
import { instancesOf, tasksOf } from './support.js';

const folder = join(import.meta.dirname, '../../../shared/samples');

function sample(name: string): unknown {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'));
}

/** What each sample holds, or what is said about it. */
const EXPECTED: Readonly<Record<string, { instances?: number; tasks?: number; refusal?: RegExp }>> = {
  'ecs-describe-container-instances-attributes.json': { instances: 1 },
  'ecs-describe-container-instances-awscli.json': { instances: 1 },
  'ecs-describe-container-instances-botocore.json': { instances: 1 },
  'ecs-eventbridge-container-instance-state-change.json': { instances: 1 },
  'ecs-eventbridge-service-task-placement-failure.json': {
    refusal: /^an ECS Service Action event \(SERVICE_TASK_PLACEMENT_FAILURE\) .* carries no instance or task record/,
  },
  'ecs-eventbridge-task-state-change.json': { tasks: 1 },
  'ecs-task-ec2-awscli.json': { tasks: 1 },
  'k8s-list-nodes-pods.json': { refusal: /^Kubernetes JSON \(kind "List"\) is not read by this version/ },
  'k8s-node.json': { refusal: /^Kubernetes JSON \(kind "Node"\) is not read by this version/ },
  'k8s-pod.json': { refusal: /^Kubernetes JSON \(kind "Pod"\) is not read by this version/ },
  'nomad-allocations-list.json': { refusal: /^Nomad JSON \(an allocation\) is not read by this version/ },
  'nomad-node-list.json': { refusal: /^Nomad JSON \(a node\) is not read by this version/ },
  'nomad-node.json': { refusal: /^Nomad JSON \(a node\) is not read by this version/ },
};

// They lie beside the repository, for their licences differ from ours; records of the same forms are in the tests beside this one.
describe.runIf(existsSync(folder))('samples', () => {
  test('each is listed here', () => {
    expect(readdirSync(folder).filter((name) => name.endsWith('.json'))).toEqual(Object.keys(EXPECTED));
  });

  test.each(Object.entries(EXPECTED))('%s', (name, { instances = 0, tasks = 0, refusal }) => {
    const read = () => {
      const batch = readSource(sample(name));
      requireRecognised(batch);
      return batch;
    };
    if (refusal !== undefined) {
      expect(read).toThrow(expect.objectContaining({ code: 'source-kind', message: expect.stringMatching(refusal) }));
      return;
    }
    const batch = read();
    expect(batch.rejected).toEqual([]);
    expect([instancesOf(batch).length, tasksOf(batch).length]).toEqual([instances, tasks]);
  });

  test('all of them at once: what can be read is read, the rest is rejected in its place', () => {
    const batch = readSource(Object.keys(EXPECTED).map(sample));
    expect([instancesOf(batch).length, tasksOf(batch).length, batch.recognised]).toEqual([4, 2, 6]);
    expect(batch.rejected.map(({ path, index }) => [path, index])).toEqual([
      ['$[4]', 4],
      ['$[7]', 7],
      ['$[8]', 8],
      ['$[9]', 9],
      ['$[10][0]', 10],
      ['$[11][0]', 11],
      ['$[12]', 12],
    ]);
  });

  test('the fields of a described instance', () => {
    const [instance] = instancesOf(readSource(sample('ecs-describe-container-instances-attributes.json')));
    expect(instance).toMatchObject({
      version: 14,
      status: 'ACTIVE',
      agentConnected: true,
      agentVersion: '1.40.0',
      dockerVersion: '19.03.6-ce',
      ec2InstanceId: 'i-0b967c2479dd4f5af',
      registeredAt: parseInstant('2020-07-29T08:57:40.648Z'),
      runningTasksCount: 9,
      pendingTasksCount: 0,
    });
    expect(instance?.cluster).toBeUndefined();
    expect(instance?.attributes.size).toBe(16);
    expect(instance?.attributes.get('ecs.instance-type')).toBe('t3a.medium');
    expect(instance?.attributes.get('ecs.capability.task-eni')).toBeNull();
    expect(instance?.registered.get('memory')).toBe(3896);
    expect(instance?.remaining).toEqual(
      new Map<string, unknown>([
        ['cpu', 1638],
        ['memory', 1956],
        ['ports', ['22', '2376', '2375', '51678', '51679']],
        ['ports_udp', []],
      ]),
    );
  });

  test('the fields of the tasks, from an answer and from an event', () => {
    expect(tasksOf(readSource(sample('ecs-task-ec2-awscli.json')))[0]).toStrictEqual({
      key: 'arn:aws:ecs:us-east-1:123456789012:task/default/d6f51cc5bbc94a47969c9203EXAMPLE',
      cluster: 'arn:aws:ecs:us-east-1:123456789012:cluster/default',
      version: 1,
      instance: 'arn:aws:ecs:us-east-1:123456789012:container-instance/default/bc4d2ec611d04bb7bb97e83ceEXAMPLE',
      group: 'family:sleep360',
      family: 'sleep360',
      definition: 'sleep360:1',
      launchType: 'EC2',
      desiredStatus: 'RUNNING',
      lastStatus: 'PENDING',
      cpu: 10,
      memory: 10,
      gpu: 0,
      gpuIds: [],
      hostPorts: [],
    });
    const [fargate] = tasksOf(readSource(sample('ecs-eventbridge-task-state-change.json')));
    expect(fargate).toMatchObject({ group: 'family:sample-fargate', cpu: 256, memory: 512, version: 4 });
    expect(fargate?.instance).toBeUndefined();
  });
});
