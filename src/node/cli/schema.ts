import type { Command } from '@commander-js/extra-typings';
import type { OutputFormat, Row } from '../output/answer.js';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import { colorOption, fromOption, outputOption, quietOption } from './options.js';

export function defineSchema(program: Command, run: RunCommand): void {
  program
    .command('schema')
    .description('list what a cluster can be asked: subjects, and their most frequent values')
    .addOption(fromOption())
    .addOption(outputOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      examples(
        'stowage schema --from dump/',
        'stowage schema --from dump/ -o ids',
        'stowage schema --from dump/ -o json',
      ),
    )
    .action((options) => run(options, (session) => schema(session, options)));
}

interface SchemaOptions {
  readonly from: readonly string[];
  readonly output?: OutputFormat | undefined;
}

async function schema(session: Session, options: SchemaOptions): Promise<ExitStatus> {
  const [{ loadFrom, statusWith }, { printAnswer }, { SCHEMA_COLUMNS }] = await Promise.all([
    import('./load.js'),
    import('./print.js'),
    import('./schema-columns.js'),
  ]);
  const loaded = await loadFrom(session, options.from);
  const rows = loaded.cluster.schema() as readonly object[] as readonly Row[];
  const answer = { rows, id: ({ subject }: Row) => subject as string, columns: SCHEMA_COLUMNS };
  await printAnswer(session, answer, options.output, 'subject');
  return statusWith(loaded, 0);
}
