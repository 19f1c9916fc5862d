/** A small fleet of which every answer of the rule tables can be worked out by hand. */
import type { FleetJson, InstanceJson, TaskJson } from '../oracle/query-fleet.js';
import { describeOutput } from '../support/fleet.js';

const PREFIX = 'arn:aws:ecs:eu-west-1:111122223333';
const CLUSTER = `${PREFIX}:cluster/prod`;

export function instanceArn(name: string): string {
  return `${PREFIX}:container-instance/prod/${name}`;
}

/** The part of an instance key that the tables use. */
export function shortName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function instance(name: string, fields: Partial<InstanceJson>): InstanceJson {
  return { containerInstanceArn: instanceArn(name), status: 'ACTIVE', ...fields };
}

let tasks = 0;

function task(on: string | undefined, fields: Partial<TaskJson>): TaskJson {
  const at = on === undefined ? {} : { containerInstanceArn: instanceArn(on) };
  return {
    taskArn: `${PREFIX}:task/prod/${tasks++}`,
    clusterArn: CLUSTER,
    ...at,
    desiredStatus: 'RUNNING',
    lastStatus: 'RUNNING',
    ...fields,
  };
}

/**
 * | host | attributes | tasks that should run |
 * | --- | --- | --- |
 * | a | stack=prod weight=5 gpu (no value) zone=us-east-1a note=it's | service:web, database |
 * | b | stack=dev weight=10 zone=us-east-1b note=say "hi" | – (service:web is stopping) |
 * | c | stack='' weight=abc zone=US-EAST-1A note=back\slash | one without a group |
 * | d | – | – |
 * | e | stack (no value) weight=2.50 zone=us-east-1a note=😀 | service:api twice |
 */
export const FLEET: FleetJson = {
  instances: [
    instance('a', {
      agentConnected: true,
      versionInfo: { agentVersion: '1.9.0' },
      ec2InstanceId: 'i-0a',
      registeredAt: '2018-06-18T22:28:28+00:00',
      runningTasksCount: 7,
      attributes: [
        { name: 'stack', value: 'prod' },
        { name: 'weight', value: '5' },
        { name: 'gpu' },
        { name: 'zone', value: 'us-east-1a' },
        { name: 'note', value: "it's" },
      ],
    }),
    instance('b', {
      agentConnected: false,
      versionInfo: { agentVersion: '1.14.5' },
      ec2InstanceId: 'i-0b',
      registeredAt: Date.UTC(2018, 5, 18, 22, 28, 29) / 1000,
      runningTasksCount: 7,
      attributes: [
        { name: 'stack', value: 'dev' },
        { name: 'weight', value: '10' },
        { name: 'zone', value: 'us-east-1b' },
        { name: 'note', value: 'say "hi"' },
      ],
    }),
    instance('c', {
      agentConnected: true,
      versionInfo: { agentVersion: '1.14.5-beta' },
      ec2InstanceId: 'i-0B',
      registeredAt: '2018-06-18T22:28:28.5',
      attributes: [
        { name: 'stack', value: '' },
        { name: 'weight', value: 'abc' },
        { name: 'zone', value: 'US-EAST-1A' },
        { name: 'note', value: 'back\\slash' },
      ],
    }),
    instance('d', { versionInfo: { agentVersion: 'dev' } }),
    instance('e', {
      agentConnected: true,
      versionInfo: { agentVersion: '1.14' },
      ec2InstanceId: 'i-1',
      registeredAt: new Date('2018-06-18T00:00:00Z'),
      attributes: [
        { name: 'stack' },
        { name: 'weight', value: '2.50' },
        { name: 'zone', value: 'us-east-1a' },
        { name: 'note', value: '\u{1F600}' },
      ],
    }),
  ],
  tasks: [
    task('a', { group: 'service:web' }),
    task('a', { group: 'database', lastStatus: 'PENDING' }),
    task('b', { group: 'service:web', desiredStatus: 'STOPPED' }),
    task('c', {}),
    task('e', { group: 'service:api' }),
    task('e', { group: 'service:api' }),
    task('not-loaded', { group: 'service:elsewhere' }),
    task(undefined, { group: 'service:fargate' }),
  ],
};

/** The same hosts without any task record: their own counts stand. */
export const FLEET_WITHOUT_TASKS: FleetJson = { instances: FLEET.instances, tasks: [] };

export const SOURCE = describeOutput(FLEET);
export const SOURCE_WITHOUT_TASKS = describeOutput(FLEET_WITHOUT_TASKS).slice(0, 1);
