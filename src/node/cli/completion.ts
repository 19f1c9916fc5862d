import { Argument, type Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import { colorOption, quietOption } from './options.js';
import { SHELLS, type Shell } from './shell.js';

/** `stowage completion bash` prints a script; what it registers asks `stowage __complete` at each press of the tab key. */
export function defineCompletion(program: Command, run: RunCommand): void {
  program
    .command('completion')
    .description('print the script that completes stowage in a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText('after', INSTALLATION)
    .action((shell, options) => run(options, (session) => printScript(session, shell)));
  program
    .command('__complete', { hidden: true })
    .argument('<shell>')
    .argument('<line>')
    .addOption(colorOption())
    .addOption(quietOption())
    .action((shell, line, options) =>
      run(options, (session) => completeLine(session, program as CommandUnknownOpts, shell as Shell, line)),
    );
}

const INSTALLATION = `
It completes commands, options and files, and within an expression subjects, operators and values: those of the files
that --from names before it, as far as they hold no more than 4 MiB.

Installation:
  bash  echo 'source <(stowage completion bash)' >> ~/.bashrc
  zsh   echo 'source <(stowage completion zsh)' >> ~/.zshrc       (after compinit)
  fish  stowage completion fish > ~/.config/fish/completions/stowage.fish
${examples('source <(stowage completion bash)', 'stowage completion fish | source')}`;

async function printScript(session: Session, shell: Shell): Promise<ExitStatus> {
  const [{ SCRIPTS }, { writePieces }] = await Promise.all([
    import('./completion-scripts.js'),
    import('../output/write.js'),
  ]);
  await writePieces(session.context.stdout, [SCRIPTS[shell]]);
  return 0;
}

async function completeLine(
  session: Session,
  program: CommandUnknownOpts,
  shell: Shell,
  line: string,
): Promise<ExitStatus> {
  const [{ repliesTo }, { writePieces }] = await Promise.all([
    import('./completion-replies.js'),
    import('../output/write.js'),
  ]);
  const replies = await repliesTo(program, shell, line, session.context.workingFolder);
  await writePieces(session.context.stdout, [replies.map((reply) => `${reply}\n`).join('')]);
  return 0;
}
