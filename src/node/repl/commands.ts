import { nearest, StowageError } from '../../index.js';
import { planAnswer } from '../cli/plan-answer.js';
import { OUTPUT_FORMATS, type OutputFormat } from '../output/answer.js';
import { terminalSafeLines } from '../output/terminal.js';
import type { ReplCommand } from './command.js';
import { edit } from './edit.js';
import { helpLines, topicNames } from './help.js';
import { open } from './open.js';
import { prepare } from './query.js';
import type { Repl } from './repl.js';
import { place, why } from './requests.js';
import { schema } from './schema.js';
import { watch } from './watch.js';
import { wordsOf } from './words.js';

/** Run the command of a line such as `.mode json`. Throws `usage` where there is none of that name. */
export async function runCommand(repl: Repl, line: string, signal: AbortSignal): Promise<void> {
  const [, name = '', argument = ''] = /^\s*(\S*)\s*([\s\S]*)$/.exec(line) ?? [];
  const command = COMMANDS.find((row) => row.name === name) ?? COMMANDS.find((row) => row.name === ALIASES[name]);
  if (command === undefined) throw unknown(name);
  await command.run(repl, argument.trimEnd(), signal);
}

function unknown(name: string): StowageError {
  const meant = nearest(
    name,
    COMMANDS.map((row) => row.name),
  );
  return new StowageError(
    'usage',
    '',
    `${name} is no command${meant === undefined ? '' : `; did you mean ${meant}?`} (.help lists all)`,
  );
}

const ALIASES: Readonly<Record<string, string>> = { '.quit': '.exit' };

/** Everything that begins with a dot. */
export const COMMANDS: readonly ReplCommand[] = [
  {
    name: '.help',
    argument: '[TOPIC]',
    summary: 'what there is, or more about one thing',
    details: [],
    takes: () => topicNames(COMMANDS),
    run: async (repl, topic, signal) => {
      const { printer } = repl;
      await printer.print(withEnds(helpLines(COMMANDS, topic, printer.screen)), signal);
    },
  },
  {
    name: '.open',
    argument: 'SOURCE…',
    summary: 'read a cluster: files, folders, globs',
    details: [
      'Names with spaces go in quotes. Where reading fails or is interrupted, the cluster stays that was open.',
    ],
    takes: 'files',
    run: (repl, argument, signal) => open(repl, wordsOf(argument), signal),
  },
  {
    name: '.mode',
    argument: `[${OUTPUT_FORMATS.join('|')}]`,
    summary: 'how answers are shown',
    details: [],
    takes: () => OUTPUT_FORMATS,
    run: ({ settings, printer }, mode) => {
      if (mode === '') printer.note(`mode ${settings.mode}`);
      else settings.mode = choice(mode, OUTPUT_FORMATS) as OutputFormat;
    },
  },
  {
    name: '.explain',
    argument: 'QUERY',
    summary: 'how a query is answered: the plan with estimated and actual rows',
    details: [],
    takes: 'query',
    run: (repl, text, signal) =>
      repl.printer.answer(planAnswer(prepare(repl, text).explain()), repl.settings.mode, signal),
  },
  {
    name: '.timer',
    argument: '[on|off]',
    summary: 'whether the time that an answer took is told',
    details: [],
    takes: () => ['on', 'off'],
    run: ({ settings, printer }, state) => {
      if (state === '') printer.note(`timer ${settings.isTimed ? 'on' : 'off'}`);
      else settings.isTimed = choice(state, ['on', 'off']) === 'on';
    },
  },
  {
    name: '.schema',
    argument: '[SUBJECT]',
    summary: 'what can be asked about',
    details: [],
    takes: 'query',
    run: schema,
  },
  {
    name: '.why',
    argument: 'REQUEST [TASK-DEFINITION]',
    summary: 'what keeps instances from taking a task of a request (a JSON file), and what would help',
    details: [],
    takes: 'files',
    run: why,
  },
  {
    name: '.place',
    argument: 'REQUEST [TASK-DEFINITION]',
    summary: 'where the tasks of a request (a JSON file) would go; changes nothing',
    details: [],
    takes: 'files',
    run: place,
  },
  {
    name: '.watch',
    argument: 'QUERY',
    summary: 'print what begins and ceases to match, until interrupted',
    details: [
      'Files are read again when they change. In a program that keeps its cluster up to date, its changes are followed.',
    ],
    takes: 'query',
    run: watch,
  },
  {
    name: '.read',
    argument: 'FILE',
    summary: 'run the statements of a file',
    details: ['Lines that begin with # are comments.'],
    takes: 'files',
    run: (repl, argument, signal) => repl.runFile(oneFile(argument), signal),
  },
  {
    name: '.output',
    argument: 'FILE|stdout',
    summary: 'send answers to a file from now on, or back to the screen',
    details: ['A file that is there already is replaced.'],
    takes: 'files',
    run: ({ printer }, argument) => {
      const file = argument === '' ? 'stdout' : oneFile(argument);
      return printer.redirect(file === 'stdout' ? undefined : file);
    },
  },
  {
    name: '.history',
    argument: '[N]',
    summary: 'the statements that were given, or the last N of them',
    details: [],
    takes: 'nothing',
    run: ({ history, printer }, argument, signal) => {
      if (!/^\d*$/.test(argument))
        throw new StowageError('usage', '', `.history ${argument}: has to be a whole number`);
      const entries = history.entries(argument === '' ? undefined : Number(argument));
      return printer.print(withEnds(entries.map(terminalSafeLines)), signal);
    },
  },
  {
    name: '.edit',
    argument: '[STATEMENT]',
    summary: 'write a statement in $VISUAL or $EDITOR, and run it',
    details: ['Without a statement, the one before is edited.'],
    takes: 'query',
    run: (repl, argument, signal) => edit(repl, argument === '' ? repl.settings.last : argument, signal),
  },
  {
    name: '.exit',
    argument: '',
    summary: 'leave; .quit and Control-D do the same',
    details: [],
    takes: 'nothing',
    run: ({ leave }) => leave(),
  },
];

function* withEnds(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

function choice(word: string, choices: readonly string[]): string {
  if (choices.includes(word)) return word;
  throw new StowageError('usage', '', `${word} is none of ${choices.join(', ')}`);
}

function oneFile(argument: string): string {
  const [file, ...more] = wordsOf(argument);
  if (file !== undefined && more.length === 0) return file;
  throw new StowageError('usage', '', 'it takes one file; a name with spaces goes in quotes');
}
