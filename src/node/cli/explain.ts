import type { Command } from '@commander-js/extra-typings';
import type { OutputFormat } from '../output/answer.js';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import type { ExpressionOptions } from './expression.js';
import { colorOption, dialectOption, fromOption, nowOption, outputOption, quietOption } from './options.js';

export function defineExplain(program: Command, run: RunCommand): void {
  program
    .command('explain')
    .description('show how a query is answered: the plan with estimated and actual rows')
    .argument('<expression>', 'cluster query language, in single quotes; - reads it from standard input')
    .addOption(fromOption())
    .addOption(outputOption())
    .addOption(dialectOption())
    .addOption(nowOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      examples("stowage explain 'attribute:stack == prod and not(task:group == service:web)' --from dump/"),
    )
    .action((expression, options) => run(options, (session) => explain(session, expression, options)));
}

interface ExplainOptions extends ExpressionOptions {
  readonly from: readonly string[];
  readonly output?: OutputFormat | undefined;
}

async function explain(session: Session, expression: string, options: ExplainOptions): Promise<ExitStatus> {
  const [{ prepareOn }, { statusWith }, { printAnswer }, { planAnswer }] = await Promise.all([
    import('./prepare.js'),
    import('./load.js'),
    import('./print.js'),
    import('./plan-answer.js'),
  ]);
  const { loaded, prepared } = await prepareOn(session, expression, options);
  await printAnswer(session, planAnswer(prepared.explain()), options.output);
  return statusWith(loaded, 0);
}
