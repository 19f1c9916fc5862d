/** What may stand in an expression, with the names and values of the files of `--from` where these are small enough. */
import { type Cluster, complete } from '../../index.js';
import { loadCluster } from '../files.js';
import { resolveInputs, STANDARD_INPUT } from '../inputs.js';
import { SOURCE_LIMITS } from '../limits.js';
import type { Reply } from './shell.js';

export interface ExpressionPlace {
  readonly dialect: 'ecs' | 'stowage';
  readonly sources: readonly string[];
  readonly workingFolder: string;
}

/** The whole expression with each completion of its end. */
export async function expressionReplies(text: string, place: ExpressionPlace): Promise<readonly Reply[]> {
  const completions = complete(text, text.length, await smallCluster(place), { dialect: place.dialect });
  return completions.map(({ text: completion, start, description, rows }) => ({
    text: text.slice(0, start) + completion,
    description: rows === undefined ? description : `${rows} ${description}`.trim(),
  }));
}

/** Undefined where the sources cannot be read, or hold more than is read while somebody waits. */
async function smallCluster({ sources, workingFolder }: ExpressionPlace): Promise<Cluster | undefined> {
  if (sources.length === 0 || sources.includes(STANDARD_INPUT)) return undefined;
  try {
    const inputs = await resolveInputs(sources, { workingFolder }, SOURCE_LIMITS.files);
    const bytes = inputs.reduce((sum, input) => sum + ('stream' in input ? 0 : (input.bytes ?? Number.NaN)), 0);
    if (!(bytes <= SOURCE_LIMITS.completionBytes)) return undefined;
    return (await loadCluster(sources, { workingFolder })).cluster;
  } catch {
    return undefined;
  }
}
