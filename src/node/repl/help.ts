import { nearest, OPERATORS, StowageError, SUBJECTS } from '../../index.js';
import type { Screen } from '../output/answer.js';
import { tableLines } from '../output/table.js';
import { paint } from '../output/terminal.js';
import type { ReplCommand } from './command.js';

/** The lines of `.help`, for all there is or for a topic: a command, or one of `topics`. Throws `usage` for another. */
export function helpLines(commands: readonly ReplCommand[], topic: string, screen: Screen): Iterable<string> {
  if (topic === '') return overview(commands, screen);
  const command = commands.find(({ name }) => name === topic.replace(/^\.?/, '.'));
  if (command !== undefined) return commandLines(command, screen);
  const lines = TOPICS[topic];
  if (lines !== undefined) return lines(screen);
  const names = topicNames(commands);
  const meant = nearest(topic, names);
  const instead = meant === undefined ? `there are ${names.join(', ')}` : `did you mean ${meant}?`;
  throw new StowageError('usage', '', `no help on ${topic}; ${instead}`);
}

export function topicNames(commands: readonly ReplCommand[]): readonly string[] {
  return [...commands.map(({ name }) => name.slice(1)), ...Object.keys(TOPICS)];
}

function* overview(commands: readonly ReplCommand[], screen: Screen): Generator<string> {
  yield 'A query is run when it is complete; an open bracket or a trailing `and` or `|` goes on in the next line.';
  yield '';
  const rows = commands.map(({ name, argument, summary }) => ({ command: `${name} ${argument}`.trim(), summary }));
  yield* tableLines(
    rows,
    [
      { title: 'command', value: ({ command }) => command },
      { title: 'does', value: ({ summary }) => summary, wrap: true },
    ],
    screen,
  );
  yield '';
  yield `Further topics of .help: ${Object.keys(TOPICS).join(', ')}, and each command`;
}

function* commandLines({ name, argument, summary, details }: ReplCommand, screen: Screen): Generator<string> {
  yield paint('bold', `${name} ${argument}`.trim(), screen);
  yield summary;
  if (details.length > 0) yield '';
  yield* details;
}

const TOPICS: Readonly<Record<string, (screen: Screen) => Iterable<string>>> = {
  *subjects(screen) {
    yield* tableLines(
      SUBJECTS.map(({ name, kind, summary }) => ({ name, kind, summary })),
      [
        { title: 'subject', value: ({ name }) => name },
        { title: 'kind', value: ({ kind }) => kind },
        { title: 'is', value: ({ summary }) => summary, wrap: true },
      ],
      screen,
    );
  },
  *operators(screen) {
    yield* tableLines(
      OPERATORS.map(({ symbol, word, family }) => ({ symbol, word, family })),
      [
        { title: 'operator', value: ({ symbol }) => symbol },
        { title: 'word', value: ({ word }) => word },
        { title: 'family', value: ({ family }) => family },
      ],
      screen,
    );
  },
  language: () => [
    'attribute:stack == prod and runningTasksCount < 6',
    '(attribute:ecs.instance-type =~ m5\\..* or agentConnected == false) and not(task:group == service:web)',
    '*                       every instance',
    '',
    'The whole language: docs/LANGUAGE.md',
  ],
  keys: () => [
    'Enter           run the statement, or go on in a new line where it is incomplete; on a blank line, run it as it is',
    'Alt-Enter       a new line anywhere',
    'Tab             complete, or list what may stand here',
    'Up, Down        the history, of statements that begin like the text before the cursor; lines of a longer statement',
    'Control-C       throw the statement away; stop what runs',
    'Control-D       leave',
    'Control-L       clear the screen',
    'Control-A, -E   beginning, end of the line',
    'Control-W       delete the word before the cursor',
    'Control-U, -K   delete to the beginning, to the end of the line',
    'Control-_       undo',
  ],
};
