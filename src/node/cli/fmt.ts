import type { Command } from '@commander-js/extra-typings';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import { colorOption, quietOption } from './options.js';

export function defineFmt(program: Command, run: RunCommand): void {
  program
    .command('fmt')
    .description('print an expression in canonical form')
    .argument('<expression>', 'cluster query language, in single quotes; - reads it from standard input')
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      examples("stowage fmt 'attribute:stack equals prod&&(agentConnected==true)'", 'stowage fmt - < constraint.txt'),
    )
    .action((expression, options) => run(options, (session) => fmt(session, expression)));
}

async function fmt(session: Session, argument: string): Promise<ExitStatus> {
  const [{ format }, { readExpression }, { writePieces }] = await Promise.all([
    import('../../index.js'),
    import('./expression.js'),
    import('../output/write.js'),
  ]);
  const text = await readExpression(session, argument, []);
  await writePieces(session.context.stdout, [`${format(text)}\n`]);
  return 0;
}
