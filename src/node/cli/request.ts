import { type Cluster, QueryError, type RequestWarning, StowageError } from '../../index.js';
import type { LoadedCluster } from '../files.js';
import { STANDARD_INPUT } from '../inputs.js';
import { readJson } from '../read.js';
import type { Session } from './context.js';
import { refuseTwice } from './expression.js';
import { loadFrom } from './load.js';
import { warn } from './warn.js';

/** Options that say what is to be placed. */
export interface RequestOptions {
  readonly from: readonly string[];
  readonly request: string;
  readonly taskDefinition?: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Ask a cluster about a request; what is wrong with the request is told with the name of its file. */
export async function ask<Result extends { readonly warnings: readonly RequestWarning[] }>(
  session: Session,
  options: RequestOptions,
  question: (cluster: Cluster, request: unknown) => Result,
): Promise<{ readonly loaded: LoadedCluster; readonly result: Result }> {
  const request = await readRequest(session, options);
  const loaded = await loadFrom(session, options.from);
  try {
    const result = question(loaded.cluster, request);
    warn(session, result.warnings);
    return { loaded, result };
  } catch (error) {
    throw inFile(options.request, error);
  }
}

function inFile(source: string, error: unknown): unknown {
  if (!(error instanceof StowageError)) return error;
  const message = error.cause instanceof QueryError ? 'the expression is not valid' : error.message;
  return new StowageError(error.code, error.path, `${nameOf(source)}: ${message}`, { cause: error.cause ?? error });
}

function nameOf(source: string): string {
  return source === STANDARD_INPUT ? 'standard input' : source;
}

/**
 * The request of `--request`, with the task definition of `--task-definition` in the place of its name.
 *
 * A bare task definition is the request to run one task of it. Otherwise what is read is what the placement engine gets: it
 * checks the request.
 */
async function readRequest(session: Session, options: RequestOptions): Promise<unknown> {
  const { stdin, workingFolder } = session.context;
  const { request: source, taskDefinition, from } = options;
  refuseTwice(source, from);
  const read = (file: string) => readJson(file, { standardInput: stdin, workingFolder });
  const request = wrapped(await read(source));
  if (!isFields(request)) return request;
  if (taskDefinition === undefined) {
    refuseName(source, request['taskDefinition']);
    return request;
  }
  refuseTwice(taskDefinition, [...from, source]);
  return { ...request, taskDefinition: unwrapped(await read(taskDefinition)) };
}

/** ECS knows its task definitions by name; we have to be given them. */
function refuseName(source: string, taskDefinition: unknown): void {
  if (typeof taskDefinition !== 'string') return;
  const message =
    `${nameOf(source)}: names the task definition ${JSON.stringify(taskDefinition)}; give what it is with ` +
    `--task-definition FILE (as aws ecs describe-task-definition prints it)`;
  throw new StowageError('request-malformed', '$.taskDefinition', message);
}

function wrapped(value: unknown): unknown {
  return isFields(value) && 'containerDefinitions' in value ? { taskDefinition: value } : value;
}

/** What `describe-task-definition` prints holds the definition as a field. */
function unwrapped(value: unknown): unknown {
  return isFields(value) && isFields(value['taskDefinition']) ? value['taskDefinition'] : value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
