import { type Command, Option } from '@commander-js/extra-typings';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import { colorOption, quietOption, required, seedOption, wholeNumber } from './options.js';

export function defineGenerate(program: Command, run: RunCommand): void {
  program
    .command('generate')
    .description('make up a fleet, in the form of describe-container-instances and describe-tasks')
    .addOption(
      required(new Option('--instances <n>', 'how many instances').argParser(wholeNumber).makeOptionMandatory()),
    )
    .addOption(required(new Option('--tasks <m>', 'how many tasks').argParser(wholeNumber).makeOptionMandatory()))
    .addOption(seedOption())
    .addOption(new Option('--cluster <name>', 'name of its cluster'))
    .addOption(new Option('--page-size <n>', 'records a page').argParser(wholeNumber))
    .addOption(new Option('--out <folder>', 'write files into a folder; else one page a line to standard output'))
    .addOption(new Option('--force', 'write into a folder that is not empty'))
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      examples(
        'stowage generate --instances 300 --tasks 2000 --seed 1 | gzip > fleet.ndjson.gz',
        'stowage generate --instances 100000 --tasks 1000000 --seed 1 --out fleet/',
      ),
    )
    .action((options) => run(options, (session) => generate(session, options)));
}

interface GenerateOptions {
  readonly instances: number;
  readonly tasks: number;
  readonly seed?: number | undefined;
  readonly cluster?: string | undefined;
  readonly pageSize?: number | undefined;
  readonly out?: string | undefined;
  readonly force?: true | undefined;
}

async function generate(session: Session, options: GenerateOptions): Promise<ExitStatus> {
  const [{ generateFleet }, { writePieces }] = await Promise.all([
    import('../../index.js'),
    import('../output/write.js'),
  ]);
  const { instances, tasks, seed = 0, cluster, pageSize } = options;
  const pages = generateFleet({
    instances,
    tasks,
    seed,
    ...(cluster !== undefined && { cluster }),
    ...(pageSize !== undefined && { pageSize }),
  });
  if (options.out === undefined) await writePieces(session.context.stdout, lines(pages));
  else {
    const { writeFolder } = await import('./fleet-folder.js');
    await writeFolder(session, options.out, pages, options.force === true);
  }
  return 0;
}

function* lines(pages: Iterable<object>): Generator<string> {
  for (const page of pages) yield `${JSON.stringify(page)}\n`;
}
