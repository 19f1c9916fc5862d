import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Cluster, heatMap, QueryError, type SimulationReport, StowageError } from '../../index.js';
import { STANDARD_INPUT } from '../inputs.js';
import type { OutputFormat } from '../output/answer.js';
import { readJson } from '../read.js';
import { type ExitStatus, notify, type Session } from './context.js';
import { refuseTwice } from './expression.js';
import { loadFrom, statusWith } from './load.js';
import { printAnswer } from './print.js';
import { simulationAnswer } from './simulate-answer.js';
import { warn } from './warn.js';

export interface ScenarioOptions {
  readonly from: readonly string[];
  readonly output?: OutputFormat | undefined;
  readonly svg?: string | undefined;
  readonly seed?: number | undefined;
}

/** Answers `simulate`. It loads the library, so it is loaded when it is asked for. */
export async function simulateScenario(
  session: Session,
  source: string,
  options: ScenarioOptions,
): Promise<ExitStatus> {
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
function ask(cluster: Cluster, scenario: unknown, source: string, { seed }: ScenarioOptions): SimulationReport {
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
