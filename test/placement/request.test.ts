/** What a request says: every field read, every mistake told with its place. */
import { describe, expect, it } from 'vitest';
import { QueryError } from '../../src/language/diagnostic.js';
import { StowageError } from '../../src/model/errors.js';
import { LIMITS } from '../../src/model/limits.js';
import { type PlacementRequest, readRequest } from '../../src/placement/request/request.js';

const container = (fields: object) => ({ name: 'main', image: 'main', ...fields });
const definition = (fields: object, ...containers: object[]) => ({
  taskDefinition: { family: 'web', containerDefinitions: containers, ...fields },
});
const mapping = (portMappings: object[], networkMode?: string) =>
  definition(networkMode === undefined ? {} : { networkMode }, container({ portMappings }));
const gpus = (...values: unknown[]) =>
  definition(
    {},
    ...values.map((value, index) => container({ name: `c${index}`, resourceRequirements: [{ type: 'GPU', value }] })),
  );
const constraints = (...placementConstraints: unknown[]) => ({ placementConstraints });
const memberOf = (expression: unknown) => ({ type: 'memberOf', expression });
const strategies = (...placementStrategy: unknown[]) => ({ placementStrategy });
const many = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

function errorOf(request: unknown): StowageError {
  try {
    readRequest(request);
  } catch (error) {
    if (error instanceof StowageError) return error;
    throw error;
  }
  throw new Error('the request was taken');
}

describe('what a task needs', () => {
  const amounts = ({ demand }: PlacementRequest) => Object.fromEntries(demand.amounts);

  it.each<[string, object, Record<string, number>]>([
    ['nothing', {}, {}],
    ['the short form', { cpu: 256, memory: 512, gpu: 2 }, { cpu: 256, memory: 512, gpu: 2 }],
    ['texts as ECS reads them', { cpu: '.5 vCPU', memory: '0.5 GB' }, { cpu: 512, memory: 512 }],
    ['texts without a unit', { cpu: '256', memory: '1024' }, { cpu: 256, memory: 1024 }],
    ['zeros', { cpu: 0, memory: '0', gpu: 0, resources: { x: 0 } }, {}],
    ['null as absent', { cpu: null, memory: null, taskDefinition: null }, {}],
    ['named resources in any case', { resources: { Licence: 2, CPU: 100, GPU: 1 } }, { licence: 2, cpu: 100, gpu: 1 }],
    ['amounts to a millionth', { resources: { share: 0.123_456_78, dust: 1e-9 } }, { share: 0.123_457 }],
    ['a name that every object has', { resources: { constructor: 1, __proto__: null } }, { constructor: 1 }],
    [
      'the task level',
      definition({ cpu: '1 vCPU', memory: '2048' }, container({ cpu: 10, memory: 20 })),
      { cpu: 1024, memory: 2048 },
    ],
    [
      'the sum over containers',
      definition({}, container({ cpu: 10, memory: 20 }), container({ cpu: 5, memory: 6 })),
      { cpu: 15, memory: 26 },
    ],
    [
      'the reservation rather than the limit',
      definition({}, container({ memory: 500, memoryReservation: 100 })),
      { memory: 100 },
    ],
    [
      'one level for one, the sum for the other',
      definition({ cpu: '64' }, container({ cpu: 10, memory: 20 })),
      { cpu: 64, memory: 20 },
    ],
    ['no containers', { taskDefinition: { family: 'web', memory: '512' } }, { memory: 512 }],
    ['the GPUs of all containers', gpus('1', '2', 3), { gpu: 6 }],
    [
      'other accelerators not',
      definition({}, container({ resourceRequirements: [{ type: 'InferenceAccelerator', value: 'device' }] })),
      {},
    ],
    [
      'overrides of the task',
      { ...definition({ cpu: '64', memory: '64' }), overrides: { cpu: '128', memory: '0.25 GB' } },
      { cpu: 128, memory: 256 },
    ],
    [
      'overrides of a container',
      {
        ...definition({}, container({ cpu: 10, memory: 20 }), container({ name: 'side', cpu: 1, memory: 2 })),
        overrides: {
          containerOverrides: [
            { name: 'side', cpu: 100, memoryReservation: 1, resourceRequirements: [{ type: 'GPU', value: '1' }] },
          ],
        },
      },
      { cpu: 110, memory: 21, gpu: 1 },
    ],
  ])('%s', (_, request, expected) => {
    expect(amounts(readRequest(request))).toEqual(expected);
  });

  it('every GPU of a host', () => {
    expect(readRequest(gpus('ALL')).demand).toMatchObject({ allGpus: true, amounts: new Map() });
    expect(readRequest({ gpu: 'ALL' }).demand).toMatchObject({ allGpus: true, amounts: new Map() });
    expect(readRequest({ gpu: 1 }).demand.allGpus).toBe(false);
  });

  it('members of a set by name, each once', () => {
    const { demand } = readRequest({ resources: { Licence: ['b', 'a', 'b'], other: [] } });
    expect(demand.members).toEqual(new Map([['licence', ['b', 'a']]]));
  });

  it.each<[string, object, (string | undefined)[]]>([
    ['names', { attributes: ['a', 'b'] }, ['a', undefined, 'b', undefined]],
    ['objects', { attributes: [{ name: 'a' }, { name: 'b', value: '' }] }, ['a', undefined, 'b', '']],
    ['a map', { attributes: { a: 'x', b: null } }, ['a', 'x', 'b', undefined]],
    [
      'those of a task definition',
      definition({ requiresAttributes: [{ name: 'a', value: 'x', targetType: 'container-instance' }] }),
      ['a', 'x'],
    ],
    ['the same twice', { attributes: ['a', { name: 'a', value: 'x' }, 'a'] }, ['a', 'x']],
  ])('attributes as %s', (_, request, expected) => {
    expect(readRequest(request).demand.attributes.flatMap(({ name, value }) => [name, value])).toEqual(expected);
  });
});

describe('ports', () => {
  it.each<[string, object, (number | string)[]]>([
    ['a number is tcp', { ports: [80, 0] }, [80, 'tcp', 0, 'tcp']],
    [
      'an object',
      { ports: [{ hostPort: 53, protocol: 'udp' }, { hostPort: 54 }, {}] },
      [53, 'udp', 54, 'tcp', 0, 'tcp'],
    ],
    ['one number, two protocols', { ports: [53, { hostPort: 53, protocol: 'udp' }] }, [53, 'tcp', 53, 'udp']],
    ['bridge is the default: fixed', mapping([{ containerPort: 80, hostPort: 8080 }]), [8080, 'tcp']],
    [
      'bridge: dynamic',
      mapping([{ containerPort: 80 }, { containerPort: 81, hostPort: 0, protocol: 'udp' }], 'bridge'),
      [0, 'tcp', 0, 'udp'],
    ],
    [
      'host: as the container',
      mapping([{ containerPort: 80 }, { containerPort: 81, hostPort: 0 }], 'host'),
      [80, 'tcp', 81, 'tcp'],
    ],
    ['host: as told', mapping([{ containerPort: 80, hostPort: 8080 }], 'host'), [8080, 'tcp']],
    ['awsvpc: none', mapping([{ containerPort: 80, hostPort: 80 }], 'awsvpc'), []],
    ['none: none', mapping([{ containerPort: 80, hostPort: 80 }], 'none'), []],
  ])('%s', (_, request, expected) => {
    expect(readRequest(request).demand.ports.all.flatMap(({ hostPort, protocol }) => [hostPort, protocol])).toEqual(
      expected,
    );
  });

  it('remembers the container port', () => {
    const [port] = readRequest(mapping([{ containerPort: 80 }])).demand.ports.all;
    expect(port).toEqual({ hostPort: 0, protocol: 'tcp', containerPort: 80 });
  });
});

describe('the request itself', () => {
  it.each<[string, object, Partial<PlacementRequest>]>([
    ['its defaults', {}, { path: '$', count: 1, mode: 'partial', priority: 0, preferences: [], seed: 0, warnings: [] }],
    ['desiredCount', { desiredCount: 3 }, { count: 3 }],
    ['count 0', { count: 0 }, { count: 0 }],
    ['the group of a service', { serviceName: 'web' }, { group: 'service:web' }],
    [
      'both saying the same',
      { serviceName: 'web', group: 'service:web', count: 2, desiredCount: 2 },
      { group: 'service:web', count: 2 },
    ],
    ['the group of a family', definition({ revision: 7 }), { group: 'family:web', family: 'web', definition: 'web:7' }],
    ['a family in short', { family: 'web' }, { group: 'family:web', family: 'web' }],
    ['a group before the family', { ...definition({}), group: 'batch' }, { group: 'batch', family: 'web' }],
    [
      'who started it',
      { startedBy: 'me', cluster: 'prod', mode: 'all-or-nothing', seed: -5 },
      { startedBy: 'me', cluster: 'prod', mode: 'all-or-nothing', seed: -5 },
    ],
    ['a priority', { priority: -1.5 }, { priority: -1.5 }],
  ])('%s', (_, request, expected) => {
    expect(readRequest(request)).toMatchObject(expected);
  });

  it('is of no group where nothing says one', () => {
    expect(readRequest({})).not.toHaveProperty('group');
  });

  it('numbers constraints from 0, the task definition’s first', () => {
    const { constraints: read } = readRequest({
      ...definition({ placementConstraints: [memberOf('attribute:a exists')] }),
      ...constraints({ type: 'distinctInstance', expression: null }, memberOf('attribute:b exists')),
    });
    expect(read.memberOf.map(({ index, query }) => [index, query.text])).toEqual([
      [0, 'attribute:a exists'],
      [2, 'attribute:b exists'],
    ]);
    expect(read.distinctInstance).toBe(true);
    expect(readRequest(constraints(memberOf('*'))).constraints.distinctInstance).toBe(false);
  });

  it.each<[string, object, string[]]>([
    ['a service', { serviceName: 'web' }, ['spread attribute:ecs.availability-zone', 'spread instanceId']],
    ['a single run', { group: 'family:web' }, ['random']],
    ['no group', strategies(), ['random']],
    [
      'an empty list',
      { serviceName: 'web', ...strategies() },
      ['spread attribute:ecs.availability-zone', 'spread instanceId'],
    ],
    [
      'fields in canonical spelling',
      strategies(
        { type: 'binpack', field: 'MEMORY' },
        { type: 'binpack', field: 'Cpu' },
        { type: 'spread', field: 'host' },
      ),
      ['binpack memory', 'binpack cpu', 'spread instanceId'],
    ],
    ['a field that random does not use', strategies({ type: 'random', field: 'x' }), ['random']],
  ])('has the strategies of %s', (_, request, expected) => {
    const names = readRequest(request).strategies.map(({ row, field }) =>
      [row.type, ...(field ? [field] : [])].join(' '),
    );
    expect(names).toEqual(expected);
  });
});

describe('warnings', () => {
  it.each<[string, object, string, string, RegExp]>([
    ['an unknown field', { colour: 1 }, 'unknown-field', '$.colour', /unknown field "colour": it has no effect$/],
    [
      'a field in the wrong case',
      { PlacementConstraints: [] },
      'unknown-field',
      '$.PlacementConstraints',
      /did you mean "placementConstraints"/,
    ],
    ['a field with an odd name', { 'a-b': 1 }, 'unknown-field', '$["a-b"]', /a-b/],
    ['one in a task definition', definition({ kind: 1 }), 'unknown-field', '$.taskDefinition.kind', /kind/],
    [
      'one in a container',
      definition({}, container({ ram: 1 })),
      'unknown-field',
      '$.taskDefinition.containerDefinitions[0].ram',
      /ram/,
    ],
    [
      'one in a port mapping',
      mapping([{ containerPort: 1, port: 2 }]),
      'unknown-field',
      '$.taskDefinition.containerDefinitions[0].portMappings[0].port',
      /port/,
    ],
    [
      'one in a constraint',
      constraints({ type: 'distinctInstance', name: 'x' }),
      'unknown-field',
      '$.placementConstraints[0].name',
      /name/,
    ],
    [
      'one in a strategy',
      strategies({ type: 'random', weight: 1 }),
      'unknown-field',
      '$.placementStrategy[0].weight',
      /weight/,
    ],
    ['one in an attribute', { attributes: [{ name: 'a', x: 1 }] }, 'unknown-field', '$.attributes[0].x', /x/],
    ['one in the overrides', { ...definition({}), overrides: { x: 1 } }, 'unknown-field', '$.overrides.x', /x/],
    ['Fargate', { launchType: 'FARGATE' }, 'not-considered', '$.launchType', /Fargate/],
    [
      'capacity providers',
      { capacityProviderStrategy: [{}] },
      'not-considered',
      '$.capacityProviderStrategy',
      /capacity provider/,
    ],
    ['a daemon', { schedulingStrategy: 'DAEMON' }, 'not-considered', '$.schedulingStrategy', /count/],
    [
      'a range of ports',
      mapping([{ containerPortRange: '80-90' }]),
      'not-considered',
      '$.taskDefinition.containerDefinitions[0].portMappings[0].containerPortRange',
      /not considered/,
    ],
  ])('%s', (_, request, code, path, message) => {
    expect(readRequest(request).warnings).toEqual([{ code, path, message: expect.stringMatching(message) }]);
  });

  it('says nothing of what ECS knows', () => {
    const request = {
      ...definition(
        { status: 'ACTIVE', volumes: [], compatibilities: ['EC2'] },
        container({ environment: [], essential: true }),
      ),
      ...{
        launchType: 'EC2',
        schedulingStrategy: 'REPLICA',
        capacityProviderStrategy: [],
        loadBalancers: [],
        tags: [],
      },
    };
    expect(readRequest(request).warnings).toEqual([]);
  });

  it('are limited', () => {
    const unknown = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`x${index}`, 1]));
    expect(readRequest(unknown(LIMITS.placementWarnings)).warnings).toHaveLength(LIMITS.placementWarnings);
    expect(readRequest(unknown(LIMITS.placementWarnings + 1)).warnings).toHaveLength(LIMITS.placementWarnings);
  });
});

describe('mistakes', () => {
  const MALFORMED = 'request-malformed';
  const CONFLICT = 'request-conflict';
  const first = '$.taskDefinition.containerDefinitions[0]';

  it.each<[string, unknown, string, string, RegExp]>([
    ['no object', null, MALFORMED, '$', /a placement request has to be an object, not null/],
    ['a list', [], MALFORMED, '$', /not a list/],
    ['a number', 7, MALFORMED, '$', /not 7/],
    [
      'a task definition by name',
      { taskDefinition: 'web:3' },
      MALFORMED,
      '$.taskDefinition',
      /as describe-task-definition prints it, not "web:3"/,
    ],
    [
      'a task definition that is a list',
      { taskDefinition: [] },
      MALFORMED,
      '$.taskDefinition',
      /taskDefinition has to be an object/,
    ],
    ['a task said twice', { ...definition({}), cpu: 1 }, CONFLICT, '$.cpu', /cpu and taskDefinition/],
    ['a count that is text', { count: '3' }, MALFORMED, '$.count', /whole number from 0 .*, not "3"/],
    ['a negative count', { count: -1 }, MALFORMED, '$.count', /not -1/],
    ['half a task', { count: 0.5 }, MALFORMED, '$.count', /not 0.5/],
    ['two counts', { count: 1, desiredCount: 2 }, CONFLICT, '$.desiredCount', /count is 1, not 2/],
    ['two groups', { serviceName: 'a', group: 'service:b' }, CONFLICT, '$.group', /"service:a", not "service:b"/],
    ['an empty group', { group: '' }, MALFORMED, '$.group', /at least one character/],
    ['a cluster that is a number', { cluster: 7 }, MALFORMED, '$.cluster', /has to be text/],
    ['a mode', { mode: 'gang' }, MALFORMED, '$.mode', /"partial", "all-or-nothing", not "gang"/],
    ['a seed', { seed: 1.5 }, MALFORMED, '$.seed', /not 1.5/],
    ['a priority', { priority: 'high' }, MALFORMED, '$.priority', /has to be a number/],
    ['CPU in words', { cpu: 'much' }, MALFORMED, '$.cpu', /CPU units such as 256.*, not "much"/],
    ['CPU in memory', { cpu: '1 GB' }, MALFORMED, '$.cpu', /CPU units/],
    ['CPU that is not finite', { cpu: Number.NaN }, MALFORMED, '$.cpu', /not NaN/],
    ['negative memory', { memory: -1 }, MALFORMED, '$.memory', /MiB such as 512/],
    ['memory beyond all bounds', { memory: 1e308 }, MALFORMED, '$.memory', /not 1e\+308/],
    ['task-level memory', definition({ memory: 'all' }), MALFORMED, '$.taskDefinition.memory', /not "all"/],
    ['memory of a container', definition({}, container({ memory: true })), MALFORMED, `${first}.memory`, /not true/],
    [
      'a sum beyond all bounds',
      definition({}, ...many(2, container({ memory: 2 ** 53 - 1 }))),
      MALFORMED,
      '$.taskDefinition.containerDefinitions',
      /together/,
    ],
    ['half a GPU', { gpu: 0.5 }, MALFORMED, '$.gpu', /whole number or "ALL"/],
    ['half a GPU by name', { resources: { gpu: 0.5 } }, MALFORMED, '$.resources.gpu', /whole number/],
    ['some GPUs', gpus('some'), MALFORMED, `${first}.resourceRequirements[0].value`, /not "some"/],
    [
      'all GPUs and one more',
      gpus('1', 'ALL'),
      CONFLICT,
      '$.taskDefinition.containerDefinitions[1].resourceRequirements[0].value',
      /"ALL" leaves no GPU/,
    ],
    [
      'a resource requirement',
      definition({}, container({ resourceRequirements: [{ type: 'TPU' }] })),
      MALFORMED,
      `${first}.resourceRequirements[0].type`,
      /"GPU"/,
    ],
    ['a resource', { resources: { x: 'y' } }, MALFORMED, '$.resources.x', /resource "x" has to be a number/],
    ['a resource beyond all bounds', { resources: { x: 1e308 } }, MALFORMED, '$.resources.x', /1e\+308/],
    ['a member of a set', { resources: { x: [1] } }, MALFORMED, '$.resources.x[0]', /has to be text/],
    ['a resource said twice', { resources: { x: 1, X: 2 } }, CONFLICT, '$.resources.X', /twice/],
    [
      'CPU said twice',
      { cpu: 1, resources: { CPU: 2 } },
      CONFLICT,
      '$.resources.CPU',
      /asked for twice: here and as cpu/,
    ],
    ['a set of CPU', { resources: { cpu: ['a'] } }, MALFORMED, '$.resources.cpu', /not a list/],
    ['ports by name', { resources: { ports: ['80'] } }, CONFLICT, '$.resources.ports', /with the field ports/],
    ['resources as a list', { resources: [] }, MALFORMED, '$.resources', /has to be an object/],
    ['a port', { ports: [70_000] }, MALFORMED, '$.ports[0]', /from 0 to 65535, not 70000/],
    [
      'a host port',
      mapping([{ containerPort: 80, hostPort: -1 }]),
      MALFORMED,
      `${first}.portMappings[0].hostPort`,
      /not -1/,
    ],
    [
      'a protocol',
      { ports: [{ hostPort: 1, protocol: 'sctp' }] },
      MALFORMED,
      '$.ports[0].protocol',
      /"tcp", "udp", not "sctp"/,
    ],
    [
      'no container port',
      mapping([{ hostPort: 80 }]),
      MALFORMED,
      `${first}.portMappings[0].containerPort`,
      /has to be given/,
    ],
    ['the same port twice', { ports: [80, 80] }, CONFLICT, '$.ports[1]', /80\/tcp is asked for twice/],
    [
      'the same port twice in two mappings',
      mapping([{ containerPort: 80 }, { containerPort: 81, hostPort: 80 }], 'host'),
      CONFLICT,
      `${first}.portMappings[1]`,
      /80\/tcp/,
    ],
    [
      'a network mode',
      definition({ networkMode: 'nat' }),
      MALFORMED,
      '$.taskDefinition.networkMode',
      /"bridge", "host", "awsvpc", "none"/,
    ],
    ['an attribute without a name', { attributes: [{}] }, MALFORMED, '$.attributes[0].name', /has to have a name/],
    [
      'an attribute of two values',
      {
        attributes: [
          { name: 'a', value: 'x' },
          { name: 'a', value: 'y' },
        ],
      },
      CONFLICT,
      '$.attributes[1]',
      /cannot be both "x" and "y"/,
    ],
    ['an attribute that is a number', { attributes: { a: 1 } }, MALFORMED, '$.attributes.a', /has to be text/],
    [
      'an override of nothing',
      { ...definition({}), overrides: { containerOverrides: [{ name: 'x' }] } },
      CONFLICT,
      '$.overrides.containerOverrides[0].name',
      /no container "x"/,
    ],
    [
      'a constraint that is text',
      constraints('memberOf'),
      MALFORMED,
      '$.placementConstraints[0]',
      /a placement constraint has to be an object/,
    ],
    [
      'a constraint without a type',
      constraints({}),
      MALFORMED,
      '$.placementConstraints[0].type',
      /"memberOf" or "distinctInstance"/,
    ],
    [
      'a constraint of another type',
      constraints({ type: 'memberof' }),
      MALFORMED,
      '$.placementConstraints[0].type',
      /not "memberof"/,
    ],
    [
      'memberOf without an expression',
      constraints({ type: 'memberOf' }),
      MALFORMED,
      '$.placementConstraints[0].expression',
      /has to have an expression/,
    ],
    [
      'an expression that is a number',
      constraints(memberOf(7)),
      MALFORMED,
      '$.placementConstraints[0].expression',
      /has to be text/,
    ],
    [
      'an expression that does not parse',
      constraints(memberOf('*'), memberOf('attribute:a = b')),
      MALFORMED,
      '$.placementConstraints[1].expression',
      /the expression is not valid: ./,
    ],
    [
      'an expression of the task definition',
      definition({ placementConstraints: [memberOf('x == 1')] }),
      MALFORMED,
      '$.taskDefinition.placementConstraints[0].expression',
      /no subject/,
    ],
    ['an empty expression', constraints(memberOf('')), MALFORMED, '$.placementConstraints[0].expression', /not valid/],
    ['strategies as an object', { placementStrategy: {} }, MALFORMED, '$.placementStrategy', /has to be a list/],
    [
      'a strategy without a type',
      strategies({}),
      MALFORMED,
      '$.placementStrategy[0].type',
      /a strategy has to be spread on .*, and is missing/,
    ],
    [
      'another strategy',
      strategies({ type: 'worstFit' }),
      MALFORMED,
      '$.placementStrategy[0].type',
      /binpack on cpu.*, not "worstFit"/,
    ],
    [
      'another field',
      strategies({ type: 'binpack', field: 'disk' }),
      MALFORMED,
      '$.placementStrategy[0].field',
      /the field of "binpack" has to be cpu, memory, .* or fragmentation, not "disk"/,
    ],
    [
      'spread without a field',
      strategies({ type: 'spread' }),
      MALFORMED,
      '$.placementStrategy[0].field',
      /attribute:<name> or instanceId, and is missing/,
    ],
    [
      'spread on a bare name',
      strategies({ type: 'spread', field: 'ecs.availability-zone' }),
      MALFORMED,
      '$.placementStrategy[0].field',
      /attribute:<name>/,
    ],
    [
      'spread on no name',
      strategies({ type: 'spread', field: 'attribute:' }),
      MALFORMED,
      '$.placementStrategy[0].field',
      /attribute:<name>/,
    ],
    [
      'spread on a long name',
      strategies({ type: 'spread', field: `attribute:${'a'.repeat(129)}` }),
      MALFORMED,
      '$.placementStrategy[0].field',
      /a…"$/,
    ],
  ])('%s', (_, request, code, path, message) => {
    const error = errorOf(request);
    expect({ code: error.code, path: error.path }).toEqual({ code, path });
    expect(error.message).toMatch(message);
  });

  it('carries what is wrong with an expression, and where', () => {
    const { cause } = errorOf(constraints(memberOf('attribute:a == x and agentConected == true')));
    expect(cause).toBeInstanceOf(QueryError);
    expect((cause as QueryError).diagnostics).toMatchObject([{ code: 'unknown-subject', start: 21, end: 34 }]);
  });

  it('refuses what ECS refuses of distinctInstance', () => {
    const withExpression = (expression: unknown) => constraints({ type: 'distinctInstance', expression });
    for (const expression of ['', 'attribute:ecs.os-type =~ Linux']) {
      const error = errorOf(withExpression(expression));
      expect(error).toMatchObject({ code: CONFLICT, path: '$.placementConstraints[0].expression' });
      expect(error.message).toMatch(/distinctInstance constraint takes no expression/);
    }
    expect(readRequest(withExpression(null)).constraints.distinctInstance).toBe(true);
    const error = errorOf(definition({ placementConstraints: [{ type: 'distinctInstance' }] }));
    expect(error).toMatchObject({ code: CONFLICT, path: '$.taskDefinition.placementConstraints[0].type' });
    expect(error.message).toMatch(/not supported in a task definition/);
  });
});

describe('limits', () => {
  const attributes = (count: number) => Array.from({ length: count }, (_, index) => `a${index}`);
  const entries = (count: number, value: unknown = 1) => {
    return Object.fromEntries(attributes(count).map((name) => [name, value]));
  };

  it.each<[string, number, (count: number) => object, string]>([
    ['count', LIMITS.placementCount, (count) => ({ count }), '$.count'],
    ['desiredCount', LIMITS.placementCount, (desiredCount) => ({ desiredCount }), '$.desiredCount'],
    [
      'constraints',
      LIMITS.placementConstraints,
      (count) => constraints(...many(count, memberOf('*'))),
      '$.placementConstraints[10]',
    ],
    [
      'constraints together',
      LIMITS.placementConstraints - 4,
      (count) => ({
        ...definition({ placementConstraints: many(4, memberOf('*')) }),
        ...constraints(...many(count, memberOf('*'))),
      }),
      '$.placementConstraints[6]',
    ],
    [
      'strategies',
      LIMITS.placementStrategies,
      (count) => strategies(...many(count, { type: 'random' })),
      '$.placementStrategy',
    ],
    ['list items', LIMITS.placementListItems, (count) => ({ ports: many(count, 0) }), '$.ports'],
    ['attributes', LIMITS.placementRequirements, (count) => ({ attributes: attributes(count) }), '$.attributes'],
    [
      'named attributes',
      LIMITS.placementRequirements,
      (count) => ({ attributes: entries(count, 'x') }),
      '$.attributes',
    ],
    [
      'required attributes',
      LIMITS.placementRequirements,
      (count) => definition({ requiresAttributes: attributes(count).map((name) => ({ name })) }),
      '$.taskDefinition.requiresAttributes',
    ],
    ['resources', LIMITS.placementRequirements, (count) => ({ resources: entries(count) }), '$.resources'],
    [
      'ports of one task',
      LIMITS.placementListItems,
      (count) =>
        definition(
          {},
          container({ portMappings: many(count - 1, { containerPort: 1 }) }),
          container({ portMappings: [{ containerPort: 1 }] }),
        ),
      '$.taskDefinition.containerDefinitions',
    ],
  ])('%s', (_, limit, request, path) => {
    expect(() => readRequest(request(limit))).not.toThrow();
    expect(errorOf(request(limit + 1))).toMatchObject({ code: 'request-limit', path });
  });

  it('counts to a thousand million no task', () => {
    expect(errorOf({ count: 1e9 })).toMatchObject({ code: 'request-limit', path: '$.count' });
  });
});
