import { describe, expect, test } from 'vitest';
import { StowageError } from '../../src/model/errors.js';
import { LIMITS } from '../../src/model/limits.js';
import { readSource, requireRecognised, sourceReader } from '../../src/sources/source.js';
import {
  CLUSTER,
  INSTANCE,
  instance,
  instanceEvent,
  instancesOf,
  type Json,
  rejections,
  TASK,
  task,
  taskEvent,
  tasksOf,
} from './support.js';

const described = { kind: 'instance', origin: 'description', instance: expect.objectContaining({ key: INSTANCE }) };
const describedTask = { kind: 'task', origin: 'description', task: expect.objectContaining({ key: TASK }) };

/** What a call throws. */
function thrown(call: () => unknown): StowageError {
  try {
    call();
  } catch (error) {
    if (error instanceof StowageError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The error of a single source. */
function refusal(source: unknown): StowageError {
  return thrown(() => readSource(source));
}

function nested(depth: number, inner: unknown): unknown {
  let value = inner;
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

describe('recognition by content', () => {
  test.each<[string, unknown, readonly unknown[]]>([
    ['an answer of describe-container-instances', { containerInstances: [instance()], failures: [] }, [described]],
    ['an answer of describe-tasks', { tasks: [task()], failures: [] }, [describedTask]],
    ['both in one object', { containerInstances: [instance()], tasks: [task()] }, [described, describedTask]],
    ['an answer without records', { containerInstances: [] }, []],
    ['one list of them null', { containerInstances: null, tasks: [task()] }, [describedTask]],
    ['an instance', instance(), [described]],
    ['a task, which names its instance', task({ containerInstanceArn: INSTANCE }), [describedTask]],
    ['{ containerInstance }', { containerInstance: instance() }, [described]],
    ['{ task }', { task: task() }, [describedTask]],
    ['an event about an instance', instanceEvent(instance()), [{ ...described, origin: 'event' }]],
    ['an event about a task', taskEvent(task()), [{ ...describedTask, origin: 'event' }]],
    ['a list of nothing', [], []],
    ['a list of records', [instance(), task()], [described, describedTask]],
    ['a list of pages', [{ tasks: [task()] }, { containerInstances: [instance()] }], [describedTask, described]],
    ['lists in lists', [[instance()], [[task()], []]], [described, describedTask]],
    ['events in Records', { Records: [taskEvent(task())] }, [{ ...describedTask, origin: 'event' }]],
    ['events in Events', { Events: [[taskEvent(task())]] }, [{ ...describedTask, origin: 'event' }]],
    ['a page with events beside', { tasks: [task()], events: [instanceEvent(instance())] }, [describedTask]],
    ['events in events', { events: [instanceEvent(instance())] }, [{ ...described, origin: 'event' }]],
  ])('%s', (_, source, changes) => {
    const batch = readSource(source);
    expect(batch.rejected).toEqual([]);
    expect(batch.changes).toEqual(changes);
    expect(batch.revision).toBeUndefined();
  });

  test.each<[unknown, RegExp]>([
    [undefined, /^expected cluster records, found nothing\. Stowage reads the JSON of describe-container-instances/],
    [null, /found nothing\./],
    [42, /found the number 42\./],
    [Number.NaN, /found the number NaN\./],
    [true, /found true\./],
    ['{"tasks":[]}', /found the text "\{\\"tasks\\":\[\]\}"\./],
    ['x'.repeat(100), /found the text "x{40}"…\./],
    [{}, /found an object with no fields\./],
    [{ a: 1, b: 2 }, /found an object with the fields "a", "b"\./],
    [{ a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7 }, /the fields "a", "b", "c", "d", "e" and 2 more\./],
    [new Date(0), /found a date\./],
    [() => 1, /found a function\./],
    [{ containerInstanceArns: ['a'] }, /^the answer of a list- command names records without their content/],
    [{ taskArns: [] }, /^the answer of a list- command/],
    [{ taskDefinition: {} }, /^a task definition or a service is a request for a placement/],
    [{ family: 'web', containerDefinitions: [] }, /^a task definition/],
    [{ services: [] }, /^the answer of describe-services or describe-clusters/],
    [{ 'detail-type': 'ECS Service Action', detail: null }, /^an ECS Service Action event tells what a service did/],
    [
      { 'detail-type': 'ECS Service Action', detail: { eventName: 'SERVICE_TASK_PLACEMENT_FAILURE' } },
      /^an ECS Service Action event \(SERVICE_TASK_PLACEMENT_FAILURE\) tells/,
    ],
    [{ 'detail-type': 'EC2 Instance State-change Notification' }, /^an event of type the text "EC2 Instance/],
    [{ apiVersion: 'v1', kind: 'Node', metadata: {} }, /^Kubernetes JSON \(kind "Node"\) is not read by this version/],
    [{ ID: '5', NodeID: '6' }, /^Nomad JSON \(an allocation\) is not read by this version/],
    [{ ID: '5' }, /the fields "ID"\./],
    [{ NodeID: '6' }, /the fields "NodeID"\./],
    [{ apiVersion: 'v1' }, /the fields "apiVersion"\./],
    [{ kind: 'Node' }, /the fields "kind"\./],
    [{ clusters: [] }, /^the answer of describe-services or describe-clusters/],
    [{ a: 1, b: 2, c: 3, d: 4, e: 5 }, /the fields "a", "b", "c", "d", "e"\./],
    ['x'.repeat(40), /found the text "x{40}"\./],
    [{ ID: '5', Datacenter: 'dc1' }, /^Nomad JSON \(a node\) is not read by this version/],
  ])('refuses %j', (source, message) => {
    expect(refusal(source)).toMatchObject({ code: 'source-kind', path: '$', message: expect.stringMatching(message) });
  });
});

test('what is said about a service action is that there is nothing to load', () => {
  expect(refusal({ 'detail-type': 'ECS Service Action', detail: { eventName: 'x'.repeat(1000) } }).message).toBe(
    `an ECS Service Action event (${'x'.repeat(80)}) tells what a service did or failed to do; ` +
      'it carries no instance or task record, so there is nothing in it to load. ' +
      'Stowage reads the JSON of describe-container-instances and describe-tasks, records and pages of them, ' +
      'EventBridge events of their state changes, and its own snapshots.',
  );
});

describe('a list with members that are no source', () => {
  const source = [instance(), 42, [{ what: 'ever' }], task(), { Records: [null] }, { apiVersion: 'v1', kind: 'Pod' }];

  test('loses them alone, each numbered by its place', () => {
    const batch = readSource(source);
    expect(batch.changes).toEqual([described, describedTask]);
    expect(batch.recognised).toBe(2);
    expect(batch.rejected.map(({ index, path, code }) => [index, path, code])).toEqual([
      [1, '$[1]', 'source-kind'],
      [2, '$[2][0]', 'source-kind'],
      [4, '$[4].Records[0]', 'source-kind'],
      [5, '$[5]', 'source-kind'],
    ]);
  });

  test('is refused by requireRecognised only if nothing of it is a source', () => {
    requireRecognised(readSource(source));
    requireRecognised(readSource([]));
    requireRecognised(readSource([{ containerInstanceArn: 5 }]));
    expect(thrown(() => requireRecognised(readSource([[{ ID: 'a', NodeID: 'b' }], 5])))).toMatchObject({
      code: 'source-kind',
      path: '$[0][0]',
      message: expect.stringMatching(/^Nomad/),
    });
  });
});

describe('malformed records', () => {
  test('are left out with the path to the field, the rest loads', () => {
    const page = {
      containerInstances: [
        instance(),
        {},
        instance({ registeredResources: [{ name: 'CPU', type: 'INTEGER', integerValue: '2048' }] }),
        null,
        instance({ status: 5 }),
      ],
      tasks: [task(), { taskArn: '' }],
    };
    const batch = readSource([task(), page]);
    expect(batch.changes).toHaveLength(3);
    expect(batch.recognised).toBe(2);
    expect(batch.rejected).toEqual([
      {
        index: 2,
        path: '$[1].containerInstances[1].containerInstanceArn',
        code: 'source-malformed',
        message: 'expected a text that is not empty, found nothing',
      },
      {
        index: 3,
        path: '$[1].containerInstances[2].registeredResources[0].integerValue',
        code: 'source-malformed',
        message: 'expected a whole number, found the text "2048"',
      },
      {
        index: 4,
        path: '$[1].containerInstances[3]',
        code: 'source-malformed',
        message: 'expected an object, found nothing',
      },
      {
        index: 5,
        path: '$[1].containerInstances[4].status',
        code: 'source-malformed',
        message: 'expected a text, found the number 5',
      },
      {
        index: 7,
        path: '$[1].tasks[1].taskArn',
        code: 'source-malformed',
        message: 'expected a text that is not empty, found the text ""',
      },
    ]);
  });

  test.each<[Json, string]>([
    [{ containerInstances: 5 }, '$.containerInstances: expected a list, found the number 5'],
    [{ tasks: {} }, '$.tasks: expected a list, found an object'],
    [
      { containerInstance: {} },
      '$.containerInstance.containerInstanceArn: expected a text that is not empty, found nothing',
    ],
    [{ task: { taskArn: 1 } }, '$.task.taskArn: expected a text that is not empty, found the number 1'],
    [{ registeredResources: [] }, '$.containerInstanceArn: expected a text that is not empty, found nothing'],
    [instance({ version: -1 }), '$.version: expected a whole number, 0 or more, found the number -1'],
    [instanceEvent({}), '$.detail.containerInstanceArn: expected a text that is not empty, found nothing'],
    [{ 'detail-type': 'ECS Task State Change' }, '$.detail: expected an object, found nothing'],
  ])('%j', (source, message) => {
    expect(rejections(source)).toEqual([message]);
  });
});

describe('the cluster of a record', () => {
  const id = '0123456789abcdef';

  test.each<[string, Json, string | undefined, string | undefined]>([
    ['what it says itself', { clusterArn: 'arn:a:ecs:r:1:cluster/said' }, 'named', 'arn:a:ecs:r:1:cluster/said'],
    ['the cluster in its ARN', {}, 'named', CLUSTER],
    ['an empty or null clusterArn says nothing', { clusterArn: '' }, 'named', CLUSTER],
    [
      'in every partition',
      { containerInstanceArn: `arn:aws-us-gov:ecs:us-gov-west-1:1:container-instance/c/${id}` },
      undefined,
      'arn:aws-us-gov:ecs:us-gov-west-1:1:cluster/c',
    ],
    [
      'the named one, completed by the old form of an ARN',
      { containerInstanceArn: `arn:aws-cn:ecs:cn-north-1:1:container-instance/${id}` },
      'named',
      'arn:aws-cn:ecs:cn-north-1:1:cluster/named',
    ],
    [
      'the named one as it is where it is an ARN',
      { containerInstanceArn: `arn:aws:ecs:eu-west-1:1:container-instance/${id}` },
      CLUSTER,
      CLUSTER,
    ],
    [
      'the named one where the ARN leaves it empty',
      { containerInstanceArn: `arn:aws:ecs:eu-west-1:1:container-instance//${id}` },
      'named',
      'arn:aws:ecs:eu-west-1:1:cluster/named',
    ],
    ['the named one as it is where the key is no ARN', { containerInstanceArn: 'host-1/x' }, 'named', 'named'],
    ['none', { containerInstanceArn: `arn:aws:ecs:eu-west-1:1:container-instance/${id}` }, undefined, undefined],
    ['none for a key that is no ARN', { containerInstanceArn: 'host-1' }, undefined, undefined],
    [
      'none for an ARN of something else',
      { containerInstanceArn: 'arn:aws:ec2:eu-west-1:1:instance/c/i' },
      undefined,
      undefined,
    ],
  ])('is %s', (_, fields, cluster, expected) => {
    const options = cluster === undefined ? {} : { cluster };
    expect(instancesOf(readSource(instance(fields), options))[0]?.cluster).toBe(expected);
  });

  test('is found in both forms of the ARN of a task', () => {
    const clusters = [TASK, TASK.replace('prod/', '')].map(
      (taskArn) => tasksOf(readSource(task({ taskArn }), { cluster: 'prod' }))[0]?.cluster,
    );
    expect(clusters).toEqual([CLUSTER, CLUSTER]);
  });
});

test('a batch without snapshots says nothing of a revision', () => {
  expect(readSource([])).toStrictEqual({ changes: [], rejected: [], recognised: 0 });
});

test('what is our own bug is not taken for a malformed record', () => {
  const bug = {
    get taskArn(): string {
      throw new RangeError('bug');
    },
  };
  expect(() => readSource([{ tasks: [bug] }])).toThrow(RangeError);
});

describe('lists in lists', () => {
  test(`are read to a depth of ${LIMITS.sourceDepth}`, () => {
    expect(readSource(nested(LIMITS.sourceDepth, instance())).changes).toEqual([described]);
  });

  test('are refused one deeper, and ten thousand deeper', () => {
    for (const depth of [LIMITS.sourceDepth + 1, 10_000]) {
      expect(refusal(nested(depth, instance()))).toMatchObject({
        code: 'source-limit',
        message: `lists of sources nest deeper than ${LIMITS.sourceDepth}; give the records in one list`,
      });
    }
  });

  test('are refused where they contain themselves', () => {
    const list: unknown[] = [];
    list.push(list, list);
    expect(refusal(list).code).toBe('source-limit');
    expect(refusal({ Records: list }).code).toBe('source-limit');
  });
});

describe('sourceReader', () => {
  test('reads page after page into the same as one list of them', () => {
    const pages = [{ containerInstances: [instance({ status: 'ACTIVE' })] }, { tasks: [task({ group: 'g' }), task()] }];
    const read = sourceReader({ cluster: 'named' });
    expect(pages.flatMap((page) => read(page).changes)).toEqual(readSource(pages, { cluster: 'named' }).changes);
  });

  test('never mixes up texts, however many it meets', () => {
    const read = sourceReader();
    const groups = Array.from({ length: 300_000 }, (_, index) => `group-${index}`);
    const tasks = groups.map((group) => ({ taskArn: group, group }));
    expect(tasksOf(read(tasks)).every((read) => read.group === read.key)).toBe(true);
    expect(tasksOf(read(tasks.slice(0, 10))).map((read) => read.group)).toEqual(groups.slice(0, 10));
  });
});
