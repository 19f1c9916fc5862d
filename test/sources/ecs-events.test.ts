import { describe, expect, test } from 'vitest';
import { readSource } from '../../src/sources/source.js';
import { CLUSTER, INSTANCE, instance, instanceEvent, rejections, TASK, task, taskEvent } from './support.js';

describe('an event about an instance', () => {
  test('changes it', () => {
    const [change] = readSource(instanceEvent(instance({ status: 'DRAINING', version: 5 }))).changes;
    expect(change).toMatchObject({ kind: 'instance', origin: 'event', instance: { status: 'DRAINING', version: 5 } });
  });

  test('removes it where it is INACTIVE, whatever else the event says', () => {
    const detail = instance({ status: 'INACTIVE', version: 6, registeredResources: 'nonsense' });
    expect(readSource(instanceEvent(detail)).changes).toStrictEqual([
      { kind: 'instance-removed', key: INSTANCE, version: 6 },
    ]);
    expect(readSource(instanceEvent(instance({ status: 'INACTIVE' }))).changes).toStrictEqual([
      { kind: 'instance-removed', key: INSTANCE },
    ]);
  });
});

describe('an event about a task', () => {
  test('changes it', () => {
    const [change] = readSource(taskEvent(task({ lastStatus: 'DEPROVISIONING', version: 5 }))).changes;
    expect(change).toMatchObject({ kind: 'task', origin: 'event', task: { lastStatus: 'DEPROVISIONING', version: 5 } });
  });

  test('does not remove it where it is only meant to stop', () => {
    const [change] = readSource(taskEvent(task({ desiredStatus: 'STOPPED', lastStatus: 'RUNNING' }))).changes;
    expect(change?.kind).toBe('task');
  });

  test('removes it where it has STOPPED, whatever else the event says', () => {
    const detail = task({ lastStatus: 'STOPPED', version: 6, containers: 'nonsense' });
    expect(readSource(taskEvent(detail)).changes).toStrictEqual([
      { kind: 'task-removed', key: TASK, version: 6, cluster: CLUSTER },
    ]);
    expect(readSource(taskEvent({ taskArn: 't', lastStatus: 'STOPPED' })).changes).toStrictEqual([
      { kind: 'task-removed', key: 't' },
    ]);
    expect(readSource(taskEvent({ taskArn: 't', lastStatus: 'STOPPED' }), { cluster: 'c' }).changes).toStrictEqual([
      { kind: 'task-removed', key: 't', cluster: 'c' },
    ]);
  });
});

test('what is malformed about a removal is told', () => {
  expect(
    rejections([
      instanceEvent({ status: 'INACTIVE' }),
      instanceEvent(instance({ status: 'INACTIVE', version: 'x' })),
      taskEvent({ lastStatus: 'STOPPED' }),
      taskEvent(task({ lastStatus: 5 })),
    ]),
  ).toEqual([
    '$[0].detail.containerInstanceArn: expected a text that is not empty, found nothing',
    '$[1].detail.version: expected a whole number, 0 or more, found the text "x"',
    '$[2].detail.taskArn: expected a text that is not empty, found nothing',
    '$[3].detail.lastStatus: expected a text, found the number 5',
  ]);
});
