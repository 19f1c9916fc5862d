import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/model/limits.js';
import { readSource } from '../../src/sources/source.js';
import { CLUSTER, INSTANCE, type Json, readTask, rejections, TASK, task } from './support.js';

describe('a task', () => {
  test('with everything', () => {
    expect(
      readTask({
        version: 3,
        containerInstanceArn: INSTANCE,
        taskDefinitionArn: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/web-api:12',
        group: 'service:web',
        startedBy: 'ecs-svc/1',
        launchType: 'EC2',
        desiredStatus: 'RUNNING',
        lastStatus: 'PENDING',
        cpu: '256',
        memory: '512',
        containers: [
          {
            cpu: '999',
            gpuIds: ['GPU-1', 'GPU-2'],
            networkBindings: [{ bindIP: '0.0.0.0', containerPort: 80, hostPort: 32768, protocol: 'tcp' }],
          },
          { gpuIds: ['GPU-2'] },
        ],
        unknown: { field: true },
      }),
    ).toStrictEqual({
      key: TASK,
      cluster: CLUSTER,
      version: 3,
      instance: INSTANCE,
      group: 'service:web',
      family: 'web-api',
      definition: 'web-api:12',
      startedBy: 'ecs-svc/1',
      launchType: 'EC2',
      desiredStatus: 'RUNNING',
      lastStatus: 'PENDING',
      cpu: 256,
      memory: 512,
      gpu: 2,
      gpuIds: ['GPU-1', 'GPU-2'],
      hostPorts: [{ port: 32768, protocol: 'tcp' }],
    });
  });

  test('that says nothing but its key takes nothing', () => {
    const nothing = { cpu: 0, memory: 0, gpu: 0, gpuIds: [], hostPorts: [] };
    expect(readTask({ taskArn: 'x' })).toStrictEqual({ key: 'x', ...nothing });
    const names = [
      'clusterArn',
      'version',
      'containerInstanceArn',
      'taskDefinitionArn',
      'group',
      'cpu',
      'containers',
      'overrides',
    ];
    expect(readTask({ ...Object.fromEntries(names.map((name) => [name, null])), taskArn: 'x' })).toStrictEqual({
      key: 'x',
      ...nothing,
    });
  });

  test('is of the cluster it says', () => {
    expect(readTask({ clusterArn: 'said' }).cluster).toBe('said');
  });

  test('has the same empty lists as every other: there are millions', () => {
    const one = readTask({ containerInstanceArn: INSTANCE, containers: [{ gpuIds: [], networkBindings: [] }] });
    const other = readTask({ taskArn: 'x' });
    expect(one.gpuIds).toBe(other.gpuIds);
    expect(one.hostPorts).toBe(other.hostPorts);
  });

  test('keeps described what is STOPPED', () => {
    expect(readTask({ lastStatus: 'STOPPED' }).lastStatus).toBe('STOPPED');
  });

  test.each([
    ['arn:aws:ecs:us-east-1:1:task-definition/web:7', 'web', 'web:7'],
    ['web:7', 'web', 'web:7'],
    ['web', 'web', 'web'],
    ['', undefined, undefined],
  ])('of the definition %j', (taskDefinitionArn, family, definition) => {
    expect(readTask({ taskDefinitionArn })).toMatchObject(family === undefined ? {} : { family, definition });
    expect(readTask({ taskDefinitionArn }).family).toBe(family);
  });
});

describe('what a task takes', () => {
  const containers = [{ cpu: '10', memory: '300', memoryReservation: '100' }, { cpu: 20, memory: 50 }, {}];

  test.each<[string, Json, { cpu: number; memory: number }]>([
    ['the sums over its containers', { containers }, { cpu: 30, memory: 150 }],
    ['its own size', { cpu: '.5 vCPU', memory: '1 GB', containers }, { cpu: 512, memory: 1024 }],
    ['its own size as numbers', { cpu: 256, memory: 512, containers }, { cpu: 256, memory: 512 }],
    ['a size of its own and a sum', { memory: '1024', containers }, { cpu: 30, memory: 1024 }],
    [
      'what was overridden',
      { cpu: '256', memory: '512', overrides: { cpu: '1024', memory: '2 GB', containerOverrides: [] }, containers },
      { cpu: 1024, memory: 2048 },
    ],
    [
      'what was overridden in part',
      { cpu: '256', memory: '512', overrides: { cpu: '1024' } },
      { cpu: 1024, memory: 512 },
    ],
    ['a reservation of nothing', { containers: [{ memory: '300', memoryReservation: '0' }] }, { cpu: 0, memory: 0 }],
  ])('is %s', (_, fields, expected) => {
    expect(readTask(fields)).toMatchObject(expected);
  });
});

describe('host ports', () => {
  const bound = (...networkBindings: Json[]) => ({ containerInstanceArn: INSTANCE, containers: [{ networkBindings }] });

  test.each<[string, Json, readonly string[]]>([
    [
      'of each container',
      {
        containerInstanceArn: INSTANCE,
        containers: [{ networkBindings: [{ hostPort: 80 }] }, { networkBindings: [{ hostPort: 81, protocol: 'udp' }] }],
      },
      ['80/tcp', '81/udp'],
    ],
    [
      'once, though bound on IPv4 and IPv6',
      bound({ bindIP: '0.0.0.0', hostPort: 80 }, { bindIP: '::', hostPort: 80 }),
      ['80/tcp'],
    ],
    [
      'of both protocols',
      bound({ hostPort: 53, protocol: 'tcp' }, { hostPort: 53, protocol: 'UDP' }),
      ['53/tcp', '53/udp'],
    ],
    ['of a range of one', bound({ hostPortRange: '80-80' }), ['80/tcp']],
    ['of the last range', bound({ hostPortRange: '65534-65535' }), ['65534/tcp', '65535/tcp']],
    ['of a range', bound({ hostPortRange: '8000-8002', protocol: 'udp' }), ['8000/udp', '8001/udp', '8002/udp']],
    ['of ranges that overlap', bound({ hostPortRange: '1-2' }, { hostPortRange: '2-3' }), ['1/tcp', '2/tcp', '3/tcp']],
    ['that are not bound yet', bound({ containerPort: 80 }, { hostPort: 0 }, { hostPort: null }), []],
    ['the last port', bound({ hostPort: 65_535 }), ['65535/tcp']],
    ['on Fargate', { ...bound({ hostPort: 80 }), containerInstanceArn: null }, []],
    [
      'with an interface of its own',
      { ...bound({ hostPort: 80 }), attachments: [{ type: 'ElasticNetworkInterface' }] },
      [],
    ],
    ['with an interface of its own, in an event', { ...bound({ hostPort: 80 }), attachments: [{ type: 'eni' }] }, []],
    [
      'with a volume attached',
      { ...bound({ hostPort: 80 }), attachments: [{ type: 'AmazonElasticBlockStorage' }, {}] },
      ['80/tcp'],
    ],
  ])('%s', (_, fields, expected) => {
    expect(readTask(fields).hostPorts.map(({ port, protocol }) => `${port}/${protocol}`)).toEqual(expected);
  });

  test(`are at most ${LIMITS.taskHostPorts}`, () => {
    const last = 1000 + LIMITS.taskHostPorts - 1;
    expect(readTask(bound({ hostPortRange: `1000-${last}` })).hostPorts).toHaveLength(LIMITS.taskHostPorts);
    expect(readSource(task(bound({ hostPortRange: `1000-${last + 1}` }))).rejected).toEqual([
      {
        index: 0,
        path: '$.containers',
        code: 'source-limit',
        message: `a task with more than ${LIMITS.taskHostPorts} host ports is not read`,
      },
    ]);
  });
});

describe('a malformed task', () => {
  const container = (fields: Json) => ({ containers: [{}, fields] });
  const units = 'expected CPU units such as 256 or a text such as ".25 vCPU"';
  const mib = 'expected MiB such as 512 or a text such as "0.5 GB"';

  test.each<[Json, string]>([
    [{ taskArn: null }, '.taskArn: expected a text that is not empty, found nothing'],
    [{ containerInstanceArn: 1 }, '.containerInstanceArn: expected a text, found the number 1'],
    [{ taskDefinitionArn: [] }, '.taskDefinitionArn: expected a text, found an empty list'],
    [{ version: -5 }, '.version: expected a whole number, 0 or more, found the number -5'],
    [{ group: 7 }, '.group: expected a text, found the number 7'],
    [{ desiredStatus: true }, '.desiredStatus: expected a text, found true'],
    [{ cpu: -1 }, `.cpu: ${units}, found the number -1`],
    [{ cpu: Number.NaN }, `.cpu: ${units}, found the number NaN`],
    [{ cpu: '1 GB' }, `.cpu: ${units}, found the text "1 GB"`],
    [{ cpu: ['256'] }, `.cpu: ${units}, found a list of 1`],
    [{ memory: Number.POSITIVE_INFINITY }, `.memory: ${mib}, found the number Infinity`],
    [{ memory: 'lots' }, `.memory: ${mib}, found the text "lots"`],
    [{ overrides: [] }, '.overrides: expected an object, found an empty list'],
    [{ overrides: { cpu: 'x' } }, `.overrides.cpu: ${units}, found the text "x"`],
    [{ containers: 'x' }, '.containers: expected a list, found the text "x"'],
    [{ containers: [null] }, '.containers[0]: expected an object, found nothing'],
    [container({ cpu: '-1' }), `.containers[1].cpu: ${units}, found the text "-1"`],
    [container({ memoryReservation: {} }), `.containers[1].memoryReservation: ${mib}, found an object`],
    [container({ gpuIds: 'GPU-1' }), '.containers[1].gpuIds: expected a list, found the text "GPU-1"'],
    [container({ gpuIds: ['GPU-1', 2] }), '.containers[1].gpuIds[1]: expected a text, found the number 2'],
    [
      container({ networkBindings: [{ hostPort: 65_536 }] }),
      '.containers[1].networkBindings[0].hostPort: expected a port, at most 65535, found the number 65536',
    ],
    [
      container({ networkBindings: [{ hostPort: '80' }] }),
      '.containers[1].networkBindings[0].hostPort: expected a whole number, 0 or more, found the text "80"',
    ],
    [
      container({ networkBindings: [{ hostPort: 80, protocol: 'sctp' }] }),
      '.containers[1].networkBindings[0].protocol: expected tcp or udp, found the text "sctp"',
    ],
    ...['0-5', '5-1', '1-65536', '8000', '8000-', 'a-b', '1-2-3', ' 1-2'].map((hostPortRange): [Json, string] => [
      container({ networkBindings: [{ hostPortRange }] }),
      '.containers[1].networkBindings[0].hostPortRange: ' +
        `expected a range of ports such as "8000-8010", found the text "${hostPortRange}"`,
    ]),
    [{ attachments: [5] }, '.attachments[0]: expected an object, found the number 5'],
  ])('%j', (fields, message) => {
    expect(rejections({ tasks: [task(fields)] })).toEqual([`$.tasks[0]${message}`]);
  });
});
