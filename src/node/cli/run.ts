import { CommanderError } from '@commander-js/extra-typings';
import { ClosedOutput, isClosedPipe, OutputFailure } from '../output/write.js';
import { type ColorChoice, type CommandContext, type ExitStatus, type OutputStream, renderStyle } from './context.js';
import { createProgram } from './program.js';
import { usageHint } from './usage-hint.js';

/**
 * Run the command line `stowage ...args` and say with which status the process should end.
 *
 * Never throws: what goes wrong is told on standard error.
 */
export async function run(args: readonly string[], context: CommandContext): Promise<ExitStatus> {
  const outputFailure = watchOutput(context);
  const outcome: Outcome = { status: 0, color: 'auto' };
  const program = createProgram(context, async (options, body) => {
    outcome.color = options.color;
    outcome.status = await body({ context, color: options.color, quiet: options.quiet === true });
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof OutputFailure)) outcome.status = await tell(error, args, context, outcome.color);
  }
  await flush(context.stdout);
  const failure = outputFailure();
  if (failure === undefined) return outcome.status;
  context.stderr.write(`stowage: ${failure.message}\n`);
  return 3;
}

/**
 * Errors of the streams, which come late. A reader that goes away (`| head -1`) is none; without a listener, Node would make it
 * one. Gives what went wrong with standard output so far.
 */
function watchOutput({ stdout, stderr }: CommandContext): () => OutputFailure | undefined {
  let failure: OutputFailure | undefined;
  stdout.on('error', (error) => {
    if (!isClosedPipe(error)) failure = new OutputFailure(error);
  });
  // Where standard error is gone, there is nobody to tell.
  stderr.on('error', () => {});
  return () => failure;
}

/** Wait until all that was written is out, or has failed. */
function flush(stream: OutputStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}

interface Outcome {
  status: ExitStatus;
  color: ColorChoice;
}

/** Say on standard error what went wrong; gives the status to end with. */
async function tell(
  error: unknown,
  args: readonly string[],
  context: CommandContext,
  color: ColorChoice,
): Promise<ExitStatus> {
  if (error instanceof ClosedOutput) return 0;
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    for (const line of usageHint(error.code, args)) context.stderr.write(`${line}\n`);
    return 2;
  }
  const { reportError } = await import('./report.js');
  const report = reportError(error, renderStyle(color, context));
  context.stderr.write(report.text);
  return report.status;
}
