import { nearest, StowageError } from '../../index.js';
import { COLOR_CHOICES, type ColorChoice } from '../cli/context.js';
import { OUTPUT_FORMATS, type OutputFormat } from '../output/answer.js';
import { readJson } from '../read.js';
import { REPL_LIMITS } from './limits.js';

/** What a person likes. Every field may be left out. */
export interface ReplConfig {
  /** How answers are shown; `table` where not set. */
  readonly mode?: OutputFormat;
  /** Whether the time that an answer took is told. */
  readonly timer?: boolean;
  readonly color?: ColorChoice;
  /** A command for long answers, run by the shell; `false` for none. `$PAGER`, else `less -RFX`, where not set. */
  readonly pager?: string | false;
  /** Statements that the arrow keys reach: 1,000 where not set. */
  readonly historySize?: number;
  /** What stands before a statement: `stowage> ` where not set. */
  readonly prompt?: string;
}

/** A field of the configuration: what it takes, in words, and whether a value is that. */
interface Field {
  readonly takes: string;
  readonly accepts: (value: unknown) => boolean;
}

const isOneOf = (choices: readonly unknown[]) => (value: unknown) => choices.includes(value);

const FIELDS: { readonly [Name in keyof Required<ReplConfig>]: Field } = {
  mode: { takes: `one of ${OUTPUT_FORMATS.join(', ')}`, accepts: isOneOf(OUTPUT_FORMATS) },
  timer: { takes: 'true or false', accepts: isOneOf([true, false]) },
  color: { takes: `one of ${COLOR_CHOICES.join(', ')}`, accepts: isOneOf(COLOR_CHOICES) },
  pager: { takes: 'a command, or false', accepts: (value) => value === false || typeof value === 'string' },
  historySize: {
    takes: `a whole number from 0 to ${REPL_LIMITS.historySize}`,
    accepts: (value) =>
      Number.isInteger(value) && (value as number) >= 0 && (value as number) <= REPL_LIMITS.historySize,
  },
  prompt: {
    takes: 'a text of at most 40 characters in one line',
    accepts: (value) => typeof value === 'string' && /^[^\p{Cc}]{0,40}$/u.test(value),
  },
};

export interface LoadedConfig {
  readonly config: ReplConfig;
  /** What is wrong, each with its place; what is wrong is left out of `config`. */
  readonly problems: readonly string[];
}

/** Read a configuration, which need not be there. Never throws. */
export async function loadConfig(path: string): Promise<LoadedConfig> {
  try {
    return checkConfig(await readJson(path), path);
  } catch (error) {
    if (isMissing(error)) return { config: {}, problems: [] };
    return { config: {}, problems: [`${(error as Error).message}; the defaults are used`] };
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof StowageError && /there is no such file/.test(error.message);
}

/** What a configuration says, and what of it is not as it has to be. */
export function checkConfig(content: unknown, name: string): LoadedConfig {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    return { config: {}, problems: [`${name}: has to be a JSON object; the defaults are used`] };
  }
  const problems: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(content)) {
    const problem = problemOf(field, value);
    if (problem === undefined) config[field] = value;
    else problems.push(`${name}: $.${field}: ${problem}`);
  }
  return { config, problems };
}

function problemOf(name: string, value: unknown): string | undefined {
  if (!Object.hasOwn(FIELDS, name)) {
    const meant = nearest(name, Object.keys(FIELDS));
    return `is no setting${meant === undefined ? `; there are ${Object.keys(FIELDS).join(', ')}` : `; did you mean ${meant}?`}`;
  }
  const { takes, accepts } = FIELDS[name as keyof ReplConfig];
  return accepts(value) ? undefined : `has to be ${takes}; the default is used`;
}
