import type { Command } from '@commander-js/extra-typings';
import type { OutputFormat } from '../output/answer.js';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import { colorOption, dialectOption, outputOption, quietOption } from './options.js';

export function defineCheck(program: Command, run: RunCommand): void {
  program
    .command('check')
    .description('find the errors and warnings of expressions')
    .argument(
      '<expression-or-file...>',
      'expressions; JSON files with placement constraints (task definitions, services, RunTask requests, CloudFormation, ' +
        'Terraform plans); text files with an expression a line; - reads such a file from standard input',
    )
    .addOption(outputOption())
    .addOption(dialectOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText('after', HELP)
    .action((targets, options) => run(options, (session) => check(session, targets, options)));
}

const HELP = `
What is wrong goes to standard error with a caret under the place; standard output has it as data.
In a text file, lines that begin with # and blank lines are skipped. The status is 1 where there are errors.
${examples(
  "stowage check 'attribute:stack = prod'",
  'stowage check task-definition.json service.json',
  'terraform show -json plan | stowage check --dialect ecs -',
)}`;

interface CheckOptions {
  readonly output?: OutputFormat | undefined;
  readonly dialect: 'ecs' | 'stowage';
}

async function check(session: Session, targets: readonly string[], options: CheckOptions): Promise<ExitStatus> {
  const [{ checkTargets }, { reportFindings }, { printAnswer }] = await Promise.all([
    import('./check-targets.js'),
    import('./findings.js'),
    import('./print.js'),
  ]);
  const { findings, checked } = await checkTargets(session, targets, options.dialect);
  reportFindings(session, findings, checked);
  const rows = findings.map(({ diagnostic: _, ...row }) => row);
  const answer = { rows, id: (row: { readonly code?: unknown }) => String(row.code), text: () => [] };
  await printAnswer(session, answer, options.output);
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}
