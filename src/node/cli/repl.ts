import { type Command, Option } from '@commander-js/extra-typings';
import type { OutputFormat } from '../output/answer.js';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import { colorOption, dialectOption, nowOption, outputOption, quietOption, sourcesOption } from './options.js';

export function defineRepl(program: Command, run: RunCommand): void {
  program
    .command('repl')
    .description('ask one thing after another; input that is no terminal runs as a script')
    .addOption(sourcesOption())
    .addOption(outputOption())
    .addOption(dialectOption())
    .addOption(nowOption())
    .addOption(new Option('--bail', 'end a script with its first error'))
    .addOption(new Option('--no-config', 'do without the configuration file'))
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `\nThe status is that of the first statement of a script that failed.\n${examples(
        'stowage repl --from dump/',
        "echo '.schema' | stowage repl --from dump/",
        'stowage repl --from dump/ --bail < checks.stowage',
      )}`,
    )
    .action((options) => run(options, (session) => repl(session, options)));
}

interface ReplCommandOptions {
  readonly from?: readonly string[] | undefined;
  readonly output?: OutputFormat | undefined;
  readonly dialect: 'ecs' | 'stowage';
  readonly now?: string | undefined;
  readonly bail?: true | undefined;
  readonly config: boolean;
}

async function repl(session: Session, options: ReplCommandOptions): Promise<ExitStatus> {
  const [{ startRepl }, { readNow, refuseTwice }] = await Promise.all([
    import('../repl/start.js'),
    import('./expression.js'),
  ]);
  const { stdin, stdout, stderr, env, workingFolder } = session.context;
  const { from: sources = [], output, dialect, bail = false } = options;
  const now = readNow(options.now);
  for (const source of sources) refuseTwice(source, ['-']);
  const status = await startRepl({
    ...{
      input: stdin,
      output: stdout,
      error: stderr,
      env,
      workingFolder,
      sources,
      color: session.color,
      dialect,
      bail,
    },
    ...(output !== undefined && { mode: output }),
    ...(now !== undefined && { now }),
    ...(!options.config && { config: false as const }),
  });
  return status as ExitStatus;
}
