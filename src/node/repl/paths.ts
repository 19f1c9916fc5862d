import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the configuration is, as the XDG base directory specification has it. */
export function configPath(env: Environment): string {
  return join(baseFolder(env, 'XDG_CONFIG_HOME', '.config'), 'stowage', 'repl.json');
}

/** Where the history is kept. */
export function historyPath(env: Environment): string {
  return join(baseFolder(env, 'XDG_STATE_HOME', '.local/state'), 'stowage', 'repl-history');
}

/** The specification has relative paths ignored. */
function baseFolder(env: Environment, variable: string, usual: string): string {
  const named = env[variable];
  if (named !== undefined && isAbsolute(named)) return named;
  return join(env['HOME'] || homedir(), usual);
}
