import { type Command, Option } from '@commander-js/extra-typings';
import { examples, type RunCommand } from './command.js';
import type { ExitStatus, Session } from './context.js';
import { colorOption, fromOption, outputOption, quietOption, seedOption } from './options.js';
import type { ScenarioOptions } from './scenario.js';

export function defineSimulate(program: Command, run: RunCommand): void {
  program
    .command('simulate')
    .description(
      'try steps out on a copy of the cluster: place, drain, remove, terminate, add, consolidate; changes nothing',
    )
    .argument('<scenario>', 'what is to happen, as JSON (docs/SIMULATE.md), - for standard input')
    .addOption(fromOption())
    .addOption(outputOption())
    .addOption(new Option('--svg <file>', 'write a picture of how full the hosts are, before and after'))
    .addOption(seedOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addHelpText(
      'after',
      `\nThe status is 1 where tasks are left unplaced.\n${examples(
        'stowage simulate scenario.json --from dump/',
        'stowage simulate scenario.json --from dump/ -o json --svg fill.svg',
        `echo '[{ "drain": "attribute:ecs.availability-zone == us-east-1a" }]' | stowage simulate - --from dump/`,
      )}`,
    )
    .action((scenario, options) => run(options, (session) => simulate(session, scenario, options)));
}

async function simulate(session: Session, source: string, options: ScenarioOptions): Promise<ExitStatus> {
  const { simulateScenario } = await import('./scenario.js');
  return simulateScenario(session, source, options);
}
