import { StowageError } from '../../index.js';
import { STANDARD_INPUT } from '../inputs.js';
import { readJson } from '../read.js';
import type { Session } from './context.js';
import { refuseTwice } from './expression.js';

/** Options that say what is to be placed. */
export interface RequestOptions {
  readonly from: readonly string[];
  readonly request: readonly string[];
  readonly taskDefinition?: string | undefined;
}

/** A request as it was read, and where. */
export interface SourceRequest {
  readonly value: unknown;
  /** The file, for people. */
  readonly source: string;
  /** Where in the file, as a JSON path: `$`, or `$[2]` of a list. */
  readonly path: string;
}

export interface SourceRequests {
  /** In the order of the options and of the lists. */
  readonly requests: readonly SourceRequest[];
  /** Whether they were given as several, so that the answer is to be a list: also a list of one is. */
  readonly areSeveral: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The requests of `--request`, with the task definition of `--task-definition` in the place of its name.
 *
 * A bare task definition is the request to run one task of it, a list is several requests. Otherwise what is read is what the
 * placement engine gets: it checks the requests.
 */
export async function readRequests(session: Session, options: RequestOptions): Promise<SourceRequests> {
  const { stdin, workingFolder } = session.context;
  const { request: sources, taskDefinition, from } = options;
  for (const [index, source] of sources.entries()) refuseTwice(source, [...from, ...sources.slice(0, index)]);
  if (taskDefinition !== undefined) refuseTwice(taskDefinition, [...from, ...sources]);
  const read = (file: string) => readJson(file, { standardInput: stdin, workingFolder });
  const contents: { readonly source: string; readonly content: unknown }[] = [];
  for (const source of sources) contents.push({ source: nameOf(source), content: await read(source) });
  const definition = taskDefinition === undefined ? undefined : { value: unwrapped(await read(taskDefinition)) };
  const areSeveral = contents.length > 1 || Array.isArray(contents[0]?.content);
  const requests = contents
    .flatMap(({ source, content }) => requestsIn(source, content))
    .map((request) => ({ ...request, value: withDefinition(request, definition, areSeveral) }));
  return { requests, areSeveral };
}

function nameOf(source: string): string {
  return source === STANDARD_INPUT ? 'standard input' : source;
}

function requestsIn(source: string, content: unknown): readonly SourceRequest[] {
  if (!Array.isArray(content)) return [{ value: wrapped(content), source, path: '$' }];
  return content.map((item: unknown, index) => ({ value: wrapped(item), source, path: `$[${index}]` }));
}

function wrapped(value: unknown): unknown {
  return isFields(value) && 'containerDefinitions' in value ? { taskDefinition: value } : value;
}

/** What `describe-task-definition` prints holds the definition as a field. */
function unwrapped(value: unknown): unknown {
  return isFields(value) && isFields(value['taskDefinition']) ? value['taskDefinition'] : value;
}

/** Of several requests only those get the definition that name one; a single one is what the option is given for. */
function withDefinition(
  request: SourceRequest,
  definition: { readonly value: unknown } | undefined,
  isOneOfSeveral: boolean,
): unknown {
  const { value } = request;
  if (!isFields(value)) return value;
  const isNamed = typeof value['taskDefinition'] === 'string';
  if (definition === undefined) {
    if (isNamed) throw nameAlone(request, value['taskDefinition']);
    return value;
  }
  return isNamed || !isOneOfSeveral ? { ...value, taskDefinition: definition.value } : value;
}

/** ECS knows its task definitions by name; we have to be given them. */
function nameAlone({ source, path }: SourceRequest, taskDefinition: unknown): StowageError {
  const message =
    `${source}: names the task definition ${JSON.stringify(taskDefinition)}; give what it is with ` +
    `--task-definition FILE (as aws ecs describe-task-definition prints it)`;
  return new StowageError('request-malformed', `${path}.taskDefinition`, message);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
