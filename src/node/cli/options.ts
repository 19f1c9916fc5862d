import { type CommandUnknownOpts, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { OUTPUT_FORMATS } from '../output/answer.js';
import { COLOR_CHOICES } from './context.js';

/**
 * Options that have to be given. Commander would complain of a missing `--from` before it tells of the `--form` that was given
 * instead, so they are looked at after everything else.
 */
const REQUIRED = new WeakSet<object>();

/** A mandatory option that is left to `missingOption`. */
export function required<Mandatory extends { mandatory: boolean }>(option: Mandatory): Mandatory {
  option.mandatory = false;
  REQUIRED.add(option);
  return option;
}

/** The first option that has to be given and was not. */
export function missingOption(command: CommandUnknownOpts): Option | undefined {
  return command.options.find(
    (option) => REQUIRED.has(option) && command.getOptionValue(option.attributeName()) === undefined,
  );
}

/** Each option that several commands share, made anew for each of them. */
export const sourcesOption = () =>
  new Option(
    '--from <source>',
    'where to read the cluster: a file, a folder, a glob in quotes, or - (repeatable)',
  ).argParser<readonly string[]>((source, sources = []) => [...sources, source]);

export const fromOption = () => required(sourcesOption().makeOptionMandatory());

export const outputOption = () =>
  new Option('-o, --output <format>', 'default: table on a terminal, else ndjson').choices(OUTPUT_FORMATS);

export const requestOption = () =>
  required(
    new Option(
      '--request <file>',
      'what to place: a RunTask or CreateService request as JSON, or a list of them, - for standard input (repeatable)',
    )
      .argParser<readonly string[]>((source, sources = []) => [...sources, source])
      .makeOptionMandatory(),
  );

export const taskDefinitionOption = () =>
  new Option('--task-definition <file>', 'the task definition that a request names, as JSON');

export const dialectOption = () =>
  new Option('--dialect <dialect>', 'ecs: what Amazon ECS documents and nothing more')
    .choices(['ecs', 'stowage'] as const)
    .default('stowage' as const);

/** Accepted, so that scripts for later versions run; it is checked, and nothing in this version's language depends on it. */
export const nowOption = () =>
  new Option(
    '--now <instant>',
    'the time to take for now, as 2026-01-31T12:00:00Z (no expression of this version asks)',
  );

export const limitOption = () => new Option('--limit <n>', 'at most so many rows').argParser(wholeNumber);

export const seedOption = () =>
  new Option('--seed <n>', 'for draws: the same seed gives the same answer').argParser(wholeNumber);

export const colorOption = () =>
  new Option('--color <when>', 'colour; NO_COLOR and FORCE_COLOR are honoured')
    .choices(COLOR_CHOICES)
    .default('auto' as const);

export const quietOption = () => new Option('-q, --quiet', 'no progress, counts or notes on standard error');

/** The value of an option that takes a whole number from 0 on. */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) {
    throw new InvalidArgumentError('It has to be a whole number such as 10.');
  }
  return number;
}
