/** The files that people have: templates, plans, requests, and where in them something is wrong. */
import { describe, expect, it } from 'vitest';
import { checkDocument } from '../../../src/node/cli/check/check-document.js';
import { documentsOf } from '../../../src/node/cli/check/document.js';
import { findInJson, withinJsonString } from '../../../src/node/cli/check/json-places.js';
import { formatPath, regionsOf } from '../../../src/node/cli/check/path.js';
import { readYaml } from '../../../src/node/cli/check/yaml-document.js';
import { SOURCE_LIMITS } from '../../../src/node/limits.js';
import { runCli, temporaryFolder, writeFixture } from '../run-cli.js';

/** What is found in a text: what the place in the file holds, and the code. */
function found(text: string, file: string): readonly (readonly [string, string])[] {
  const regionOf = regionsOf(text);
  const lines = text.split('\n');
  return (documentsOf(text, file) ?? []).flatMap((document) =>
    checkDocument(document, { file, dialect: 'ecs', regionOf }).findings.map(
      ({ line = 0, column = 0, endLine, endColumn, code }) => {
        const last = line === endLine ? endColumn : undefined;
        return [lines[line - 1]?.slice(column - 1, last === undefined ? undefined : last - 1) ?? '', code] as const;
      },
    ),
  );
}

const inJson = (value: unknown) => found(JSON.stringify(value, undefined, 2), 'x.json');
const inYaml = (text: string) => found(text, 'x.yaml');
const memberOf = (expression: unknown) => ({ type: 'memberOf', expression });
const template = (constraints: string, more = '') => `Resources:
  Service:
    Type: AWS::ECS::Service
    Properties:
${more}      PlacementConstraints:${constraints}
`;

describe('CloudFormation', () => {
  it.each([
    ['plain', 'Expression: attribute:ecs.az == a'],
    ['in single quotes', "Expression: 'attribute:ecs.az == a'"],
    ['in double quotes', 'Expression: "attribute:ecs.az == a"'],
    ['a block', 'Expression: |-\n            attribute:ecs.az == a'],
    ['substituted without a parameter', 'Expression: !Sub attribute:ecs.az == a'],
    ['in the long form', "Expression: { 'Fn::Sub': 'attribute:ecs.az == a' }"],
    ['in the casing of the API', 'expression: attribute:ecs.az == a'],
  ])('has its expressions found, %s', (_, expression) => {
    expect(inYaml(template(`\n        - Type: memberOf\n          ${expression}`))).toEqual([
      ['attribute:ecs.az', 'unknown-built-in'],
    ]);
  });

  it.each([
    ['!Ref Expression'],
    [`!Sub 'attribute:stack == \${Stack}'`],
    ['!GetAtt A.B'],
    ["!Join ['', [attribute:stack ==, !Ref Stack]]"],
    ['!ImportValue x'],
    ['!FindInMap [A, B, C]'],
    [`{ 'Fn::Sub': ['attribute:a == \${x}', { x: y }] }`],
  ])('tells that it cannot check %s', (expression) => {
    const codes = inYaml(template(`\n        - Type: memberOf\n          Expression: ${expression}`));
    expect(codes.map(([, code]) => code)).toEqual(['not-checked']);
  });

  it('has what is joined of literal parts checked', () => {
    const join = "!Join [' ', [attribute:ecs.az, ==, a]]";
    expect(inYaml(template(`\n        - Type: memberOf\n          Expression: ${join}`))).toMatchObject([
      [expect.any(String), 'unknown-built-in'],
    ]);
  });

  it.each([
    ['an element', '\n        - !If [C, { Type: memberOf, Expression: attribute:ecs.az == a }, !Ref AWS::NoValue]'],
    [
      'an expression',
      '\n        - Type: memberOf\n          Expression: !If [C, attribute:ecs.az == a, agentConnected == true]',
    ],
    ['a list', ' !If [C, [{ Type: memberOf, Expression: attribute:ecs.az == a }], !Ref AWS::NoValue]'],
  ])('has conditions around %s', (_, constraints) => {
    expect(inYaml(template(constraints))).toEqual([['attribute:ecs.az', 'unknown-built-in']]);
  });

  it('does not compare what conditions put in', () => {
    const branch = (zone: string) => `{ Type: memberOf, Expression: attribute:zone == ${zone} }`;
    expect(inYaml(template(`\n        - !If [C, ${branch('a')}, ${branch('b')}]`))).toEqual([]);
    expect(inYaml(template(`\n        - ${branch('a')}\n        - ${branch('b')}`))).toEqual([
      ['attribute:zone == b', 'contradiction'],
    ]);
  });

  it('has a list that is not known, and none', () => {
    expect(inYaml(template(' !Ref Constraints')).map(([, code]) => code)).toEqual(['not-checked']);
    expect(inYaml(template(' !Ref AWS::NoValue'))).toEqual([]);
    expect(inYaml(template(' nothing')).map(([, code]) => code)).toEqual(['request-malformed']);
  });

  it('has a service compared with its task definition, and with its own group', () => {
    const definition = `  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      PlacementConstraints:
        - { Type: memberOf, Expression: attribute:zone == a }
        - { Type: distinctInstance }
`;
    const service = template(
      '\n        - { Type: memberOf, Expression: attribute:zone == b }\n        - { Type: memberOf, Expression: task:group == service:web }',
      '      ServiceName: web\n      TaskDefinition: !Ref Task\n',
    );
    expect(inYaml(service + definition)).toEqual([
      ['attribute:zone == b', 'contradiction'],
      ['task:group == service:web', 'needs-own-task'],
      ['distinctInstance', 'request-conflict'],
    ]);
  });

  it('names the resource, in JSON too', () => {
    const text = JSON.stringify({
      Resources: {
        Web: {
          Type: 'AWS::ECS::Service',
          Properties: { PlacementConstraints: [{ Type: 'memberOf', Expression: 'x' }] },
        },
      },
    });
    const [document] = documentsOf(text, 'x.json') ?? [];
    if (document === undefined) throw new Error('no document');
    const { findings } = checkDocument(document, { file: 'x.json', dialect: 'ecs', regionOf: regionsOf(text) });
    expect(findings).toMatchObject([{ resource: 'Web', line: 1, column: text.indexOf('"x"') + 2 }]);
  });

  it('takes anchors, aliases and merge keys', () => {
    const text = `Shared: &shared { Type: memberOf }
Resources:
  Service:
    Properties:
      PlacementConstraints: &list
        - { <<: *shared, Expression: attribute:ecs.az == a }
  Other:
    Properties:
      PlacementConstraints: *list
`;
    expect(inYaml(text).map(([, code]) => code)).toEqual(['unknown-built-in', 'unknown-built-in']);
  });
});

describe('Terraform plans', () => {
  const plan = (constraints: unknown, afterUnknown: unknown, type = 'aws_ecs_service', name = 'web') => ({
    terraform_version: '1.9.8',
    planned_values: {
      root_module: {
        child_modules: [
          {
            child_modules: [
              {
                resources: [
                  {
                    address: 'module.a.module.b.aws_ecs_service.web',
                    type,
                    values: { name, ...(constraints === undefined ? {} : { placement_constraints: constraints }) },
                  },
                ],
              },
            ],
          },
        ],
      },
    },
    resource_changes: [
      {
        address: 'module.a.module.b.aws_ecs_service.web',
        change: { after_unknown: { placement_constraints: afterUnknown } },
      },
    ],
    prior_state: { values: { placement_constraints: [memberOf('attribute:a =')] } },
    configuration: { placement_constraints: [memberOf('attribute:a =')] },
  });

  it('have what is planned checked, in modules too', () => {
    const constraints = [memberOf('attribute:ecs.az == a'), { type: 'distinctInstance', expression: '' }];
    expect(inJson(plan(constraints, []))).toEqual([['attribute:ecs.az', 'unknown-built-in']]);
  });

  it('tell what is known only after apply', () => {
    const codes = (...args: Parameters<typeof plan>) => inJson(plan(...args)).map(([, code]) => code);
    expect(codes([{ type: 'memberOf' }], [{ expression: true }])).toEqual(['not-checked']);
    expect(codes([{ type: 'memberOf' }], [{}])).toEqual(['request-malformed']);
    expect(codes(undefined, true)).toEqual(['not-checked']);
    expect(codes(undefined, [])).toEqual([]);
  });

  it('know a task definition, and a service by its name', () => {
    expect(inJson(plan([{ type: 'distinctInstance' }], [], 'aws_ecs_task_definition'))).toEqual([
      ['"distinctInstance"', 'request-conflict'],
    ]);
    expect(inJson(plan([memberOf('task:group == service:web')], []))).toMatchObject([
      [expect.any(String), 'needs-own-task'],
    ]);
    expect(inJson(plan([memberOf('task:group == service:web')], [], 'aws_ecs_service', 'api'))).toEqual([]);
  });
});

describe('requests', () => {
  it.each([
    ['a service', { serviceName: 'web', placementConstraints: [memberOf('task:group == service:web')] }],
    [
      'services as described',
      { services: [{ serviceName: 'web', placementConstraints: [memberOf('task:group == service:web')] }] },
    ],
    ['RunTask input', { taskDefinition: 'x:1', group: 'g', placementConstraints: [memberOf('task:group == g')] }],
  ])('%s that needs its own group', (_, document) => {
    expect(inJson(document).map(([, code]) => code)).toEqual(['needs-own-task']);
  });

  it('in YAML, recognised by what they hold', () => {
    const text = 'serviceName: web\nplacementConstraints:\n  - type: memberOf\n    expression: attribute:ecs.az == a\n';
    expect(found(text, 'standard input')).toEqual([['attribute:ecs.az', 'unknown-built-in']]);
    expect(documentsOf('attribute:a == b\ntask:group == x\n', 'x.txt')).toBeUndefined();
  });

  it('have places in texts with escapes', () => {
    const text = String.raw`{ "placementConstraints": [{ "type": "memberOf", "expression": "attribute:a == \"b\" \u0061nd attribute:ecs.az == x" }] }`;
    expect(found(text, 'x.json')).toContainEqual(['attribute:ecs.az', 'unknown-built-in']);
  });
});

describe('places in JSON', () => {
  it('are those of the values, whatever stands around', () => {
    const text = '{"a":[1,{"b":"x"},[],{}],"c":{"d":null},"a":[true,{"b":"y\\"]"}]}';
    const paths = [['a', 1, 'b'], ['a', 0], ['c', 'd'], ['c'], []];
    const places = findInJson(text, paths);
    const at = (path: (string | number)[]) => {
      const extent = places.get(formatPath(path));
      return extent && text.slice(extent.start, extent.end);
    };
    expect(paths.map(at)).toEqual(['"y\\"]"', 'true', 'null', '{"d":null}', text]);
    expect(at(['a', 9])).toBeUndefined();
  });

  it('within a text count its characters', () => {
    const text = String.raw`"a\n\u00e9\"bc"`;
    const { start, end } = withinJsonString(text, 0, 4, 5);
    expect(text.slice(start, end)).toBe('b');
  });

  it('take no time in deep and long texts', () => {
    const deep = `${'[{"a":'.repeat(200_000)}1${'}]'.repeat(200_000)}`;
    expect(findInJson(deep, [[0, 'a', 0, 'a']]).size).toBe(5);
    const many = Array.from({ length: 20_000 }, (_, at) => [at]);
    expect(findInJson(`[${'1,'.repeat(20_000)}1]`, many).size).toBe(20_001);
  });
});

describe('hostile YAML', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
    .split('')
    .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[at]}`).join()}]\n`)
    .join('')}`;

  it.each([
    ['aliases that multiply', bomb, 'source-limit'],
    ['an alias of what it is in', 'a: &a [*a]\n', 'source-limit'],
    ['brackets without end', '['.repeat(50_000), 'source-'],
    ['dashes without end', '- '.repeat(20_000), 'source-'],
    ['a tab', 'a:\n\t- b\n', 'source-malformed'],
    ['many aliases of many', `- &a x\n${'- *a\n'.repeat(50_000)}- *b\n`, 'source-malformed'],
    ['an alias of nothing', 'a: *b\n', 'source-malformed'],
    ['cut short', 'a: "b', 'source-malformed'],
  ])('%s is refused', (_, text, code) => {
    expect(() => readYaml(text, 'x.yaml')).toThrow(expect.objectContaining({ code: expect.stringContaining(code) }));
  });

  it.each([
    ['yamlBytes', (size: number) => 'x'.repeat(size)],
    [
      'yamlValues',
      (size: number) =>
        `[${Array(size - 1)
          .fill('x')
          .join()}]`,
    ],
    ['checkedDepth', (size: number) => `${'['.repeat(size)}${']'.repeat(size)}`],
  ] as const)('%s holds at the limit and not one over', (name, textOf) => {
    const limits = { ...SOURCE_LIMITS, [name]: 20 };
    expect(readYaml(textOf(20), 'x.yaml', limits)).toHaveLength(1);
    expect(() => readYaml(textOf(21), 'x.yaml', limits)).toThrow(expect.objectContaining({ code: 'source-limit' }));
  });

  it('says where', () => {
    expect(() => readYaml('a: b\nc: "d\n', 'x.yaml')).toThrow(/x\.yaml:\d+:\d+: is not YAML: /);
  });

  it('cannot change what objects are', () => {
    readYaml('__proto__: { polluted: 1 }\n<<: { __proto__: { polluted: 1 } }\n', 'x.yaml');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

it('constraints deeper in JSON than the limit are passed over', () => {
  const at = (depth: number) => {
    const inner = JSON.stringify({ placementConstraints: [memberOf('x')] });
    return found(`${'['.repeat(depth)}${inner}${']'.repeat(depth)}`, 'x.json').length;
  };
  expect([at(SOURCE_LIMITS.checkedDepth - 1), at(SOURCE_LIMITS.checkedDepth)]).toEqual([1, 0]);
});

describe('the command', () => {
  const folder = temporaryFolder();
  const run = (...args: readonly string[]) => runCli(['check', ...args], { workingFolder: folder });

  it('fails on warnings where it is strict, and never on infos', async () => {
    expect((await run('attribute:ecs.az == a')).status).toBe(0);
    expect((await run('--strict', 'attribute:ecs.az == a')).status).toBe(1);
    expect(await run('--strict', 'attribute:a != b')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('0 errors, 0 warnings, 1 note'),
    });
  });

  it('ends with 3 where YAML is malformed', async () => {
    writeFixture(folder, 'bad.yaml', 'Resources: [');
    const { status, stderr } = await run('bad.yaml');
    expect(status).toBe(3);
    expect(stderr).toMatch(/bad\.yaml:1:\d+: is not YAML/);
    expect((await run('missing.yaml')).status).toBe(3);
  });

  it('reads several files, and says in which is what', async () => {
    writeFixture(folder, 'a b.yaml', template('\n        - { Type: memberOf, Expression: attribute:ecs.az == a }'));
    writeFixture(folder, 'b.json', { placementConstraints: [memberOf('attribute:a = b')] });
    const { status, stdout, stderr } = await run('a b.yaml', 'b.json');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^a b\.yaml:6:41 \$\.Resources\.Service\.\S+ \(Service\)\nwarning\[unknown-built-in\]/);
    expect(stderr).toContain('b.json:1:71 $.placementConstraints[0].expression\nerror[unexpected-character]');
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).file),
    ).toEqual(['a b.yaml', 'b.json']);
  });

  it('writes the same rows in every format', async () => {
    const args = ['attribute:ecs.az == a and attribute:b != c', '-q', '-o'];
    const rows = JSON.parse((await run(...args, 'json')).stdout) as unknown[];
    expect(rows).toHaveLength(2);
    expect(
      (await run(...args, 'ndjson')).stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(rows);
    expect((await run(...args, 'csv')).stdout.trimEnd().split('\n')).toHaveLength(3);
    expect((await run(...args, 'yaml')).stdout.match(/^- /gm)).toHaveLength(2);
    expect((await run(...args, 'ids')).stdout).toBe('unknown-built-in\nskips-absent\n');
  });
});

describe('SARIF', () => {
  const folder = temporaryFolder();
  const sarif = async (...args: readonly string[]) =>
    JSON.parse((await runCli(['check', '-q', '-o', 'sarif', ...args], { workingFolder: folder })).stdout);

  it('has the structure of version 2.1.0', async () => {
    const text = template('\n        - { Type: memberOf, Expression: attribute:ecs.az == a }');
    writeFixture(folder, 'a b.yaml', text);
    const log = await sarif('a b.yaml');
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringMatching(/^https:.*sarif-2\.1\.0/) });
    const [{ tool, results, columnKind }] = log.runs;
    expect(columnKind).toBe('utf16CodeUnits');
    expect(tool.driver.rules).toEqual([
      {
        id: 'unknown-built-in',
        shortDescription: { text: expect.any(String) },
        help: { text: expect.any(String), markdown: expect.any(String) },
        defaultConfiguration: { level: 'warning' },
      },
    ]);
    const region = { startLine: 6, startColumn: 41, endLine: 6, endColumn: 57 };
    const artifactLocation = { uri: 'a%20b.yaml' };
    expect(results).toEqual([
      {
        ruleId: 'unknown-built-in',
        ruleIndex: 0,
        level: 'warning',
        message: { text: expect.any(String) },
        locations: [
          {
            physicalLocation: { artifactLocation, region },
            logicalLocations: [{ fullyQualifiedName: 'Service' }],
          },
        ],
        fixes: [
          {
            description: { text: expect.any(String) },
            artifactChanges: [
              {
                artifactLocation,
                replacements: [{ deletedRegion: region, insertedContent: { text: 'attribute:ecs.availability-zone' } }],
              },
            ],
          },
        ],
      },
    ]);
  });

  it('has a level for each severity, and places none where there are none', async () => {
    const [{ results, tool }] = (await sarif('attribute:ecs.az == a and attribute:b != c', 'attribute:a =')).runs;
    expect(results.map(({ level }: { level: string }) => level)).toEqual(['warning', 'note', 'error']);
    expect(results.map(({ locations }: { locations: unknown[] }) => locations)).toEqual([[], [], []]);
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect((await sarif('agentConnected == true')).runs[0].results).toEqual([]);
  });

  it('offers no fix that would break the file around it', async () => {
    writeFixture(folder, 'c.json', { placementConstraints: [memberOf('attribute:a == "x y"')] });
    const [{ results }] = (await sarif('c.json', '--dialect', 'ecs')).runs;
    expect(results).toHaveLength(1);
    expect(results[0].fixes).toBeUndefined();
  });
});
