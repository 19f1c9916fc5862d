import type { Command } from '@commander-js/extra-typings';
import type { OutputFormat } from '../output/answer.js';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import { colorOption, fromOption, outputOption, quietOption, requestOption, taskDefinitionOption } from './options.js';
import type { RequestOptions } from './request.js';

export function defineHeadroom(program: Command, run: RunCommand): void {
  program
    .command('headroom')
    .description('say how many more tasks of a request would fit, in all and on each instance')
    .addOption(requestOption())
    .addOption(taskDefinitionOption())
    .addOption(fromOption())
    .addOption(outputOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `\nOf several requests each is looked at by itself.\n${examples('stowage headroom --request service.json --from dump/ -o json | jq .total')}`,
    )
    .action((options) => run(options, (session) => headroom(session, options)));
}

interface HeadroomOptions extends RequestOptions {
  readonly output?: OutputFormat | undefined;
}

async function headroom(session: Session, options: HeadroomOptions): Promise<ExitStatus> {
  const [{ ask }, { statusWith }, { printAnswer }, { headroomAnswer }] = await Promise.all([
    import('./ask.js'),
    import('./load.js'),
    import('./print.js'),
    import('./placement-answer.js'),
  ]);
  const { loaded, answer } = await ask(session, options, {
    one: (cluster, request) => cluster.headroom(request),
    answer: headroomAnswer,
  });
  await printAnswer(session, answer, options.output);
  return statusWith(loaded, 0);
}
