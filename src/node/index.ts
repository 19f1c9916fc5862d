/** `stowage/node`: what needs Node.js, reading clusters from files. */

export {
  type LoadedCluster,
  type LoadOptions,
  type LoadProgress,
  loadCluster,
  type SourceProblem,
} from './files.js';
export type { InputOptions } from './inputs.js';
export { SOURCE_LIMITS, type SourceLimits } from './limits.js';
export { type ReadOptions, readJson, readText } from './read.js';
export type { ReplConfig } from './repl/config.js';
export { type ReplOptions, startRepl } from './repl/start.js';
