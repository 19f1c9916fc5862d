import { StowageError } from '../../index.js';
import { askOf, type Question, type WithWarnings } from '../cli/ask.js';
import type { Session } from '../cli/context.js';
import { placementAnswer } from '../cli/placement-answer.js';
import { readRequests } from '../cli/request.js';
import { whyAnswer } from '../cli/why-answer.js';
import { openCluster } from './query.js';
import type { Repl } from './repl.js';
import { wordsOf } from './words.js';

/** Say why instances cannot take a task of a request. */
export function why(repl: Repl, argument: string, signal: AbortSignal): Promise<void> {
  return answerRequest(repl, argument, signal, {
    one: (cluster, request) => cluster.whyNot(request),
    answer: (result) => whyAnswer(result, false),
  });
}

/** Say where the tasks of a request would go. */
export function place(repl: Repl, argument: string, signal: AbortSignal): Promise<void> {
  return answerRequest(repl, argument, signal, {
    one: (cluster, request) => cluster.place(request),
    all: (cluster, requests) => cluster.placeAll(requests).results,
    answer: placementAnswer,
  });
}

async function answerRequest<Result extends WithWarnings>(
  repl: Repl,
  argument: string,
  signal: AbortSignal,
  question: Question<Result>,
): Promise<void> {
  const [file, taskDefinition, ...more] = wordsOf(argument);
  if (file === undefined || file === '-' || more.length > 0) {
    throw new StowageError('usage', '', 'it takes a file with a request, and maybe one with its task definition');
  }
  const cluster = openCluster(repl);
  const session: Session = { context: repl.context, color: 'auto', quiet: false };
  const requests = await readRequests(session, { from: [], request: [file], taskDefinition });
  const { answer } = askOf(session, cluster, requests, question);
  await repl.printer.answer(answer, repl.settings.mode, signal);
}
