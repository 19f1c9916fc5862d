import { type Command, Option } from '@commander-js/extra-typings';
import type { OutputFormat } from '../output/answer.js';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import { colorOption, fromOption, outputOption, quietOption, requestOption, taskDefinitionOption } from './options.js';
import type { RequestOptions } from './request.js';

export function defineWhy(program: Command, run: RunCommand): void {
  program
    .command('why')
    .description('say what keeps instances from taking a task of a request, and what would change that')
    .addOption(requestOption())
    .addOption(taskDefinitionOption())
    .addOption(fromOption())
    .addOption(outputOption())
    .addOption(new Option('--hosts', 'list the reasons of each instance'))
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `\nOf several requests each is looked at by itself.\nThe status is 1 where no instance can take a task of one of them.\n${examples(
        'stowage why --request service.json --from dump/',
        'stowage why --request service.json --from dump/ --hosts',
      )}`,
    )
    .action((options) => run(options, (session) => why(session, options)));
}

interface WhyOptions extends RequestOptions {
  readonly output?: OutputFormat | undefined;
  readonly hosts?: true | undefined;
}

async function why(session: Session, options: WhyOptions): Promise<ExitStatus> {
  const [{ ask }, { statusWith }, { printAnswer }, { whyAnswer }] = await Promise.all([
    import('./ask.js'),
    import('./load.js'),
    import('./print.js'),
    import('./why-answer.js'),
  ]);
  const { loaded, results, answer } = await ask(session, options, {
    one: (cluster, request) => cluster.whyNot(request),
    answer: (result) => whyAnswer(result, options.hosts === true),
  });
  await printAnswer(session, answer, options.output);
  return statusWith(loaded, results.every(({ eligible }) => eligible > 0) ? 0 : 1);
}
