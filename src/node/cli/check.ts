import { type Command, Option } from '@commander-js/extra-typings';
import { OUTPUT_FORMATS } from '../output/answer.js';
import { writePieces } from '../output/write.js';
import type { Finding } from './check/finding.js';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import { colorOption, dialectOption, quietOption } from './options.js';

const FORMATS = [...OUTPUT_FORMATS, 'sarif'] as const;

export function defineCheck(program: Command, run: RunCommand): void {
  program
    .command('check')
    .description('find the errors and warnings of expressions')
    .argument(
      '<expression-or-file...>',
      'expressions; files with placement constraints (task definitions, services, RunTask requests as JSON; CloudFormation as ' +
        'JSON or YAML; Terraform plans as JSON); text files with an expression a line; - reads such a file from standard input',
    )
    .addOption(
      new Option(
        '-o, --output <format>',
        'default: table on a terminal, else ndjson; sarif is what code review shows',
      ).choices(FORMATS),
    )
    .option('--strict', 'end with status 1 on warnings, too (never on infos)')
    .addOption(dialectOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText('after', HELP)
    .action((targets, options) => run(options, (session) => check(session, targets, options)));
}

const HELP = `
What is found goes to standard error with a caret under the place; standard output has it as data.
In a text file, lines that begin with # and blank lines are skipped. The status is 1 where there are errors.
${examples(
  "stowage check 'attribute:stack = prod'",
  'stowage check --strict task-definition.json service.json template.yaml',
  'terraform show -json plan | stowage check --dialect ecs -o sarif - > stowage.sarif',
)}`;

interface CheckOptions {
  readonly output?: (typeof FORMATS)[number] | undefined;
  readonly strict?: true | undefined;
  readonly dialect: 'ecs' | 'stowage';
}

async function check(session: Session, targets: readonly string[], options: CheckOptions): Promise<ExitStatus> {
  const [{ checkTargets }, { reportFindings }] = await Promise.all([
    import('./check/targets.js'),
    import('./check/findings.js'),
  ]);
  const { findings, checked } = await checkTargets(session, targets, options.dialect);
  reportFindings(session, findings, checked);
  await printFindings(session, findings, options.output);
  const failing: readonly Finding['severity'][] = options.strict ? ['error', 'warning'] : ['error'];
  return findings.some(({ severity }) => failing.includes(severity)) ? 1 : 0;
}

async function printFindings(
  session: Session,
  findings: readonly Finding[],
  output: CheckOptions['output'],
): Promise<void> {
  if (output === 'sarif') {
    const { sarifOf } = await import('./check/sarif.js');
    const text = `${JSON.stringify(sarifOf(findings), undefined, 2)}\n`;
    await writePieces(session.context.stdout, [text]);
    return;
  }
  const { printAnswer } = await import('./print.js');
  const rows = findings.map(({ diagnostic: _, fixRegion: __, ...row }) => row);
  const answer = { rows, id: (row: { readonly code?: unknown }) => String(row.code), text: () => [] };
  await printAnswer(session, answer, output);
}
