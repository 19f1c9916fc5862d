import { describe, expect, it } from 'vitest';
import { runCli, temporaryFolder, writeFixture } from '../run-cli.js';

const folder = temporaryFolder();
const inFolder = { workingFolder: folder };

function check(...args: readonly string[]) {
  return runCli(['check', ...args], inFolder);
}

function rowsOf(stdout: string) {
  return stdout === ''
    ? []
    : stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
}

/** Where and what, of every finding. */
async function findings(...args: readonly string[]) {
  const { stdout } = await check(...args);
  return rowsOf(stdout).map(({ line, path, code }) => [path ?? line, code]);
}

const memberOf = (expression: unknown) => ({ type: 'memberOf', expression });

describe('stowage check', () => {
  it('is silent on standard output and ends with 0 where all is well', async () => {
    expect(await check('attribute:a == b', 'agentConnected == true')).toEqual({
      status: 0,
      stdout: '',
      stderr: '2 expressions checked: 0 errors, 0 warnings\n',
    });
    expect((await check('-q', 'attribute:a == b')).stderr).toBe('');
  });

  it('tells errors with a caret to people, and as data', async () => {
    const { status, stdout, stderr } = await check('attribute:a = b');
    expect(status).toBe(1);
    expect(rowsOf(stdout)).toEqual([
      {
        code: 'unexpected-character',
        severity: 'error',
        message: expect.any(String),
        expression: 'attribute:a = b',
        start: 12,
        end: 13,
        fix: { start: 12, end: 13, text: '==' },
      },
    ]);
    expect(stderr).toMatch(
      /^error\[unexpected-character\]: .*\n {2}1 \| attribute:a = b\n {4}\| {13}\^ fix: ==\n\n1 expression checked: 1 error, 0 warnings\n$/,
    );
    expect(await check('attribute:a = b', '-o', 'table')).toEqual({ status: 1, stdout: '', stderr });
    expect(JSON.parse((await check('attribute:a = b', '-o', 'json')).stdout)).toHaveLength(1);
    expect((await check('attribute:a = b', '-q')).stderr).toMatch(/^error/);
  });

  it('tells all errors of all arguments', async () => {
    const { stdout } = await check('agentConnected == tru and runningTasksCount == x', 'attribute:a ==');
    expect(rowsOf(stdout).map(({ code }) => code)).toEqual(['invalid-boolean', 'invalid-integer', 'expected-value']);
  });

  it('reads text files with an expression a line', async () => {
    writeFixture(folder, 'constraints.txt', '# all of ours\r\nattribute:a == b\r\n\r\nattribute:a = b\r\n  # end\r\n');
    const { status, stdout, stderr } = await check('constraints.txt');
    expect(status).toBe(1);
    expect(rowsOf(stdout)).toMatchObject([{ file: 'constraints.txt', line: 4, expression: 'attribute:a = b' }]);
    expect(stderr).toMatch(/^constraints\.txt:4:13\nerror/);
    expect(stderr).toContain('2 expressions checked: 1 error');
  });

  it('reads standard input, as text or JSON', async () => {
    const text = await runCli(['check', '-'], { stdin: 'attribute:a = b' });
    expect(rowsOf(text.stdout)).toMatchObject([{ file: 'standard input', line: 1 }]);
    const stdin = JSON.stringify({ placementConstraints: [memberOf('attribute:a = b')] });
    const json = await runCli(['check', '-'], { stdin });
    expect(rowsOf(json.stdout)).toMatchObject([
      { file: 'standard input', path: '$.placementConstraints[0].expression', start: 12 },
    ]);
  });

  it('finds constraints wherever they stand in JSON', async () => {
    writeFixture(folder, 'services.json', {
      services: [
        { placementConstraints: [memberOf('attribute:a == b'), { type: 'distinctInstance' }] },
        { 'odd name': { placementConstraints: [memberOf('attribute:a =')] } },
        { placementConstraints: null },
      ],
    });
    expect(await findings('services.json')).toEqual([
      ['$.services[1]["odd name"].placementConstraints[0].expression', 'unexpected-character'],
    ]);
  });

  it.each([
    [
      'an expression with distinctInstance',
      { placementConstraints: [{ type: 'distinctInstance', expression: '' }] },
      '$.placementConstraints[0].expression',
      'request-conflict',
    ],
    [
      'distinctInstance in a task definition',
      { containerDefinitions: [], placementConstraints: [{ type: 'distinctInstance' }] },
      '$.placementConstraints[0].type',
      'request-conflict',
    ],
    [
      'memberOf without an expression',
      { placementConstraints: [{ type: 'memberOf' }] },
      '$.placementConstraints[0].expression',
      'request-malformed',
    ],
    [
      'an empty expression',
      { placementConstraints: [memberOf('')] },
      '$.placementConstraints[0].expression',
      'empty-expression',
    ],
    [
      'an expression that is no text',
      { placementConstraints: [memberOf(7)] },
      '$.placementConstraints[0].expression',
      'request-malformed',
    ],
    [
      'an unknown type',
      { placementConstraints: [{ type: 'memberof', expression: 'x' }] },
      '$.placementConstraints[0].type',
      'request-malformed',
    ],
    [
      'a constraint that is no object',
      { placementConstraints: ['attribute:a == b'] },
      '$.placementConstraints[0]',
      'request-malformed',
    ],
    [
      'constraints that are no list',
      { placementConstraints: 'attribute:a == b' },
      '$.placementConstraints',
      'request-malformed',
    ],
    [
      'eleven constraints',
      { placementConstraints: Array(11).fill(memberOf('attribute:a == b')) },
      '$.placementConstraints',
      'request-limit',
    ],
    [
      'eleven constraints with those of the task definition',
      {
        taskDefinition: { containerDefinitions: [], placementConstraints: Array(5).fill(memberOf('attribute:a == b')) },
        placementConstraints: Array(6).fill(memberOf('attribute:a == b')),
      },
      '$.placementConstraints',
      'request-limit',
    ],
  ])('refuses %s', async (_, document, path, code) => {
    writeFixture(folder, 'request.json', document);
    expect(await findings('request.json')).toEqual([[path, code]]);
    const { status, stderr } = await check('request.json');
    expect(status).toBe(1);
    expect(stderr.replace(/:\d+:\d+ /, ' ')).toContain(`request.json ${path}\nerror[${code}]: `);
  });

  it('takes ten constraints, and a null expression as none', async () => {
    const ten = Array(9).fill(memberOf('attribute:a == b'));
    writeFixture(folder, 'ten.json', {
      placementConstraints: [...ten, { type: 'distinctInstance', expression: null }],
    });
    expect(await check('ten.json')).toMatchObject({ status: 0, stdout: '' });
  });

  it('reads CloudFormation, where an expression may not be known yet', async () => {
    const constraint = (expression: unknown) => ({ Type: 'memberOf', Expression: expression });
    writeFixture(folder, 'template.json', {
      Resources: {
        Definition: {
          Properties: { ContainerDefinitions: [], PlacementConstraints: [{ Type: 'distinctInstance' }] },
        },
        Service: {
          Properties: { PlacementConstraints: [constraint('attribute:a = b'), constraint({ Ref: 'Expression' })] },
        },
      },
    });
    expect(await findings('template.json')).toEqual([
      ['$.Resources.Definition.Properties.PlacementConstraints[0].Type', 'request-conflict'],
      ['$.Resources.Service.Properties.PlacementConstraints[0].Expression', 'unexpected-character'],
      ['$.Resources.Service.Properties.PlacementConstraints[1].Expression', 'not-checked'],
    ]);
  });

  it('reads what a Terraform plan plans, and that once', async () => {
    const values = {
      placement_constraints: [memberOf('attribute:a = b'), { type: 'distinctInstance', expression: '' }],
    };
    writeFixture(folder, 'plan.json', {
      terraform_version: '1.9.0',
      planned_values: { root_module: { resources: [{ values }] } },
      resource_changes: [{ change: { after: values } }],
      prior_state: { values },
    });
    expect(await findings('plan.json')).toEqual([
      ['$.planned_values.root_module.resources[0].values.placement_constraints[0].expression', 'unexpected-character'],
    ]);
  });

  it('is not stopped by deep JSON', async () => {
    const depth = 100_000;
    writeFixture(folder, 'deep.json', `${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(await check('deep.json')).toMatchObject({ status: 0, stdout: '' });
  });

  it.each([
    ['a missing file', ['missing.json'], 'missing.json: there is no such file'],
    ['a folder', ['.'], '.: is a folder; name the files in it'],
    ['JSON cut short', ['cut.json'], 'cut.json:1:2: is not JSON: the text ends early'],
  ])('ends with 3 on %s', async (_, args, message) => {
    writeFixture(folder, 'cut.json', '[');
    const { status, stdout, stderr } = await check(...args);
    expect([status, stdout]).toEqual([3, '']);
    expect(stderr).toContain(message);
  });
});
