import type { Command } from '@commander-js/extra-typings';
import type { OutputFormat, Row } from '../output/answer.js';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import type { ExpressionOptions } from './expression.js';
import {
  colorOption,
  dialectOption,
  fromOption,
  limitOption,
  nowOption,
  outputOption,
  quietOption,
} from './options.js';

export function defineQuery(program: Command, run: RunCommand): void {
  program
    .command('query')
    .description('list the instances or tasks for which an expression holds, or what stages make of them')
    .argument('<expression>', 'cluster query language, in single quotes; - reads it from standard input')
    .addOption(fromOption())
    .addOption(outputOption())
    .addOption(limitOption())
    .addOption(dialectOption())
    .addOption(nowOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      examples(
        "stowage query 'attribute:ecs.instance-type =~ m5\\..*' --from dump/",
        "stowage query 'runningTasksCount < 3 and agentConnected == true' --from 'dump/*.json.gz' -o ids",
        "stowage query 'from tasks * | count by task:group | sort count desc | limit 5' --from dump/",
        "aws ecs describe-container-instances … | stowage query 'not(task:group == service:web)' --from -",
      ),
    )
    .action((expression, options) => run(options, (session) => query(session, expression, options)));
}

interface QueryOptions extends ExpressionOptions {
  readonly from: readonly string[];
  readonly output?: OutputFormat | undefined;
  readonly limit?: number | undefined;
}

async function query(session: Session, expression: string, options: QueryOptions): Promise<ExitStatus> {
  const [{ prepareOn }, { statusWith }, { printAnswer }, { queryAnswer, ROW_NOUNS }] = await Promise.all([
    import('./prepare.js'),
    import('./load.js'),
    import('./print.js'),
    import('./query-answer.js'),
  ]);
  const { loaded, prepared } = await prepareOn(session, expression, options);
  const limit = options.limit === undefined ? {} : { limit: options.limit };
  const keys = () => prepared.ids(limit).map((key) => ({ key }));
  const rows = options.output === 'ids' ? keys() : (prepared.rows(limit) as readonly object[] as readonly Row[]);
  await printAnswer(session, queryAnswer(prepared, rows), options.output, ROW_NOUNS[prepared.rowKind]);
  return statusWith(loaded, 0);
}
