import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Command, Option } from '@commander-js/extra-typings';
import { type Cluster, heatMap, QueryError, type SimulationReport, StowageError } from '../../index.js';
import { STANDARD_INPUT } from '../inputs.js';
import type { OutputFormat } from '../output/answer.js';
import { readJson } from '../read.js';
import { examples, type RunCommand } from './command.js';
import { type ExitStatus, notify, type Session } from './context.js';
import { refuseTwice } from './expression.js';
import { colorOption, fromOption, outputOption, quietOption, seedOption } from './options.js';

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

interface SimulateOptions {
  readonly from: readonly string[];
  readonly output?: OutputFormat | undefined;
  readonly svg?: string | undefined;
  readonly seed?: number | undefined;
}

async function simulate(session: Session, source: string, options: SimulateOptions): Promise<ExitStatus> {
  const [{ loadFrom, statusWith }, { printAnswer }, { simulationAnswer }, { warn }] = await Promise.all([
    import('./load.js'),
    import('./print.js'),
    import('./simulate-answer.js'),
    import('./warn.js'),
  ]);
  const { stdin, workingFolder } = session.context;
  refuseTwice(source, options.from);
  const scenario = await readJson(source, { standardInput: stdin, workingFolder });
  const loaded = await loadFrom(session, options.from);
  const report = ask(loaded.cluster, scenario, source, options);
  warn(session, report.warnings);
  if (options.svg !== undefined) await writePicture(session, options.svg, report);
  await printAnswer(session, simulationAnswer(report), options.output);
  return statusWith(loaded, report.totals.unplaced > 0 ? 1 : 0);
}

/** What is wrong with the scenario is told with the name of its file. */
function ask(cluster: Cluster, scenario: unknown, source: string, { seed }: SimulateOptions): SimulationReport {
  try {
    return cluster.simulate(scenario, seed === undefined ? {} : { seed });
  } catch (error) {
    if (!(error instanceof StowageError)) throw error;
    const file = source === STANDARD_INPUT ? 'standard input' : source;
    const message = error.cause instanceof QueryError ? 'the expression is not valid' : error.message;
    throw new StowageError(error.code, error.path, `${file}: ${message}`, { cause: error.cause ?? error });
  }
}

async function writePicture(session: Session, file: string, report: SimulationReport): Promise<void> {
  try {
    await writeFile(resolve(session.context.workingFolder, file), heatMap(report));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StowageError('usage', '', `--svg ${file}: cannot be written: ${why}`, { cause: error });
  }
  notify(session, `the picture is in ${file}`);
}
