import { Command } from '@commander-js/extra-typings';
import packageJson from '../../../package.json' with { type: 'json' };
import { paint } from '../output/terminal.js';
import { defineCheck } from './check.js';
import type { DefineCommand, RunCommand } from './command.js';
import { defineCompletion } from './completion.js';
import { type CommandContext, hasColor } from './context.js';
import { defineExplain } from './explain.js';
import { defineFmt } from './fmt.js';
import { defineGenerate } from './generate.js';
import { defineHeadroom } from './headroom.js';
import { missingOption } from './options.js';
import { definePlace } from './place.js';
import { defineQuery } from './query.js';
import { defineRank } from './rank.js';
import { defineRepl } from './repl.js';
import { defineSchema } from './schema.js';
import { defineSimulate } from './simulate.js';
import { defineWhy } from './why.js';

const COMMANDS: readonly DefineCommand[] = [
  defineQuery,
  defineExplain,
  defineCheck,
  defineFmt,
  definePlace,
  defineRank,
  defineWhy,
  defineHeadroom,
  defineSimulate,
  defineSchema,
  defineRepl,
  defineGenerate,
  defineCompletion,
];

/** The command line, ready to parse. Prints to the streams of the context and throws `CommanderError` instead of exiting. */
export function createProgram(context: CommandContext, run: RunCommand): Command {
  const { stdout, stderr, env } = context;
  const program = new Command('stowage')
    .description('Ask your cluster anything, place anything, know why.')
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'stowage: ')),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      getOutHasColors: () => hasColor('auto', stdout, env),
      getErrHasColors: () => hasColor('auto', stderr, env),
    })
    .configureHelp({ styleTitle: (title) => paint('bold', title, { color: true }) })
    .addHelpText('after', GENERAL_HELP)
    .hook('preAction', (_, command) => {
      const missing = missingOption(command);
      if (missing === undefined) return;
      command.error(`error: required option '${missing.flags}' not specified`, {
        code: 'commander.missingMandatoryOptionValue',
      });
    });
  for (const define of COMMANDS) define(program, run);
  return program;
}

const GENERAL_HELP = `
Quoting, so that the shell leaves the expression alone:
  stowage query 'attribute:stack != prod' --from dump/      single quotes: nothing in them is touched
  Without quotes, * stands for file names and <, >, |, & and ( ) are the shell's own.
  In double quotes, bash takes ! for its history: "task:group !in [a]" fails, or runs something else;
  'task:group !in [a]' and "task:group not_in [a]" work.
  Quote globs too, --from 'dump/*.json', or the shell makes one argument of each file.

Exit status:
  0  done
  1  the answer is no: check found errors, place left tasks unplaced, why found no host
  2  usage, or a bad expression
  3  input that is unreadable or malformed (what loaded is answered all the same)

Examples:
  aws ecs describe-container-instances … | stowage query 'attribute:ecs.os-type == linux' --from -
  stowage why --request service.json --from dump/
`;
