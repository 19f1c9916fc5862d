import type { Command } from '@commander-js/extra-typings';
import type { OutputFormat } from '../output/answer.js';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import {
  colorOption,
  fromOption,
  outputOption,
  quietOption,
  requestOption,
  seedOption,
  taskDefinitionOption,
} from './options.js';
import type { RequestOptions } from './request.js';

export function definePlace(program: Command, run: RunCommand): void {
  program
    .command('place')
    .description('say on which instances the tasks of a request would be placed; changes nothing')
    .addOption(requestOption())
    .addOption(taskDefinitionOption())
    .addOption(fromOption())
    .addOption(outputOption())
    .addOption(seedOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `\nSeveral requests are placed together: the higher priority first, among equals in turns, a task of each.\nThe status is 1 where tasks are left unplaced.\n${examples(
        'stowage place --request service.json --from dump/',
        'stowage place --request batch.json --request service.json --from dump/',
        'stowage place --request service.json --task-definition web.json --from dump/ -o json',
      )}`,
    )
    .action((options) => run(options, (session) => place(session, options)));
}

interface PlaceOptions extends RequestOptions {
  readonly output?: OutputFormat | undefined;
  readonly seed?: number | undefined;
}

async function place(session: Session, options: PlaceOptions): Promise<ExitStatus> {
  const [{ ask }, { statusWith }, { printAnswer }, { placementAnswer }] = await Promise.all([
    import('./ask.js'),
    import('./load.js'),
    import('./print.js'),
    import('./placement-answer.js'),
  ]);
  const seed = options.seed === undefined ? {} : { seed: options.seed };
  const { loaded, results, answer } = await ask(session, options, {
    one: (cluster, request) => cluster.place(request, seed),
    all: (cluster, requests) => cluster.placeAll(requests, seed).results,
    answer: placementAnswer,
  });
  await printAnswer(session, answer, options.output);
  return statusWith(loaded, results.some(({ unplaced }) => unplaced.length > 0) ? 1 : 0);
}
