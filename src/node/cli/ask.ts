import { type Cluster, QueryError, type RequestWarning, StowageError } from '../../index.js';
import type { LoadedCluster } from '../files.js';
import type { Answer } from '../output/answer.js';
import { paint } from '../output/terminal.js';
import type { Session } from './context.js';
import { loadFrom } from './load.js';
import { type RequestOptions, readRequests, type SourceRequest, type SourceRequests } from './request.js';
import { warn } from './warn.js';

export interface WithWarnings {
  readonly warnings: readonly RequestWarning[];
}

/** What a command asks. */
export interface Question<Result extends WithWarnings> {
  readonly one: (cluster: Cluster, request: unknown) => Result;
  /** Of several requests, the results in their order; each is asked by itself where this is not given. */
  readonly all?: (cluster: Cluster, requests: readonly unknown[]) => readonly Result[];
  /** How a result is shown. */
  readonly answer: (result: Result, cluster: Cluster) => Answer;
}

export interface Asked<Result> {
  readonly results: readonly Result[];
  readonly answer: Answer;
}

/** Ask a cluster about the requests of `--request`; what is wrong with one is told with the name of its file. */
export async function ask<Result extends WithWarnings>(
  session: Session,
  options: RequestOptions,
  question: Question<Result>,
): Promise<Asked<Result> & { readonly loaded: LoadedCluster }> {
  const requests = await readRequests(session, options);
  const loaded = await loadFrom(session, options.from);
  return { loaded, ...askOf(session, loaded.cluster, requests, question) };
}

/** Ask a cluster that is there already. */
export function askOf<Result extends WithWarnings>(
  session: Session,
  cluster: Cluster,
  { requests, areSeveral }: SourceRequests,
  question: Question<Result>,
): Asked<Result> {
  const results =
    areSeveral && question.all
      ? askTogether(cluster, requests, question.all)
      : askEach(cluster, requests, question.one);
  results.forEach(({ warnings }, index) => {
    warn(session, areSeveral ? warnings.map((warning) => inList(requests, index, warning)) : warnings);
  });
  const answers = results.map((result) => question.answer(result, cluster));
  const [only] = answers;
  const answer = areSeveral || only === undefined ? answerOfSeveral(answers, requests, cluster) : only;
  return { results, answer };
}

function askEach<Result>(
  cluster: Cluster,
  requests: readonly SourceRequest[],
  one: (cluster: Cluster, request: unknown) => Result,
): readonly Result[] {
  return requests.map((request) => {
    try {
      return one(cluster, request.value);
    } catch (error) {
      throw inFile(request, error);
    }
  });
}

function askTogether<Result>(
  cluster: Cluster,
  requests: readonly SourceRequest[],
  all: (cluster: Cluster, requests: readonly unknown[]) => readonly Result[],
): readonly Result[] {
  try {
    return all(
      cluster,
      requests.map(({ value }) => value),
    );
  } catch (error) {
    const request = error instanceof StowageError ? requests[positionOf(error.path) ?? -1] : undefined;
    throw request === undefined ? error : inFile(request, error);
  }
}

const PATH_IN_LIST = /^\$\[(\d+)\]/;

/** Which request of a list a path is about; undefined where it is about the list itself. */
function positionOf(path: string): number | undefined {
  const position = PATH_IN_LIST.exec(path)?.[1];
  return position === undefined ? undefined : Number(position);
}

function inFile({ source, path }: SourceRequest, error: unknown): unknown {
  if (!(error instanceof StowageError)) return error;
  const message = error.cause instanceof QueryError ? 'the expression is not valid' : error.message;
  const place = error.path === '' ? '' : pathInFile(path, error.path);
  return new StowageError(error.code, place, `${source}: ${message}`, { cause: error.cause ?? error });
}

/** A path within a request, which may begin with the place of the request among all, as one of the file. */
function pathInFile(path: string, inRequest: string): string {
  return path + inRequest.replace(PATH_IN_LIST, '').replace(/^\$/, '');
}

function inList(requests: readonly SourceRequest[], index: number, warning: RequestWarning): RequestWarning {
  const { source, path } = requests[index] as SourceRequest;
  return { ...warning, path: `${source}: ${pathInFile(path, warning.path)}` };
}

/** The answers one after another; each row says which request it is of, from 0 and in the order in which they were given. */
function answerOfSeveral(answers: readonly Answer[], requests: readonly SourceRequest[], cluster: Cluster): Answer {
  return {
    rows: answers.flatMap(({ rows }, request) => rows.map((row) => ({ request, ...row }))),
    id: (row) => answers[Number(row['request'])]?.id(row),
    document: { results: answers.map(({ document }) => document), revision: cluster.revision },
    *text(screen) {
      for (const [index, { text }] of answers.entries()) {
        const { source, path } = requests[index] as SourceRequest;
        if (index > 0) yield '';
        yield paint('bold', `request ${index}: ${source}${path.slice(1)}`, screen);
        yield* text?.(screen) ?? [];
      }
    },
  };
}
