import type { Command } from '@commander-js/extra-typings';
import type { OutputFormat } from '../output/answer.js';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import {
  colorOption,
  fromOption,
  limitOption,
  outputOption,
  quietOption,
  requestOption,
  seedOption,
  taskDefinitionOption,
} from './options.js';
import type { RequestOptions } from './request.js';

export function defineRank(program: Command, run: RunCommand): void {
  program
    .command('rank')
    .description('list the instances that can take a task of a request, the best first, with what makes it the best')
    .addOption(requestOption())
    .addOption(taskDefinitionOption())
    .addOption(fromOption())
    .addOption(outputOption())
    .addOption(limitOption())
    .addOption(seedOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `\nOf several requests each is looked at by itself.\n${examples('stowage rank --request service.json --from dump/ --limit 10')}`,
    )
    .action((options) => run(options, (session) => rank(session, options)));
}

interface RankOptions extends RequestOptions {
  readonly output?: OutputFormat | undefined;
  readonly limit?: number | undefined;
  readonly seed?: number | undefined;
}

async function rank(session: Session, options: RankOptions): Promise<ExitStatus> {
  const [{ ask }, { statusWith }, { printAnswer }, { rankingAnswer }] = await Promise.all([
    import('./ask.js'),
    import('./load.js'),
    import('./print.js'),
    import('./placement-answer.js'),
  ]);
  const { limit, seed } = options;
  const rankOptions = { ...(limit !== undefined && { limit }), ...(seed !== undefined && { seed }) };
  const { loaded, answer } = await ask(session, options, {
    one: (cluster, request) => cluster.rank(request, rankOptions),
    answer: rankingAnswer,
  });
  await printAnswer(session, answer, options.output, 'instance');
  return statusWith(loaded, 0);
}
