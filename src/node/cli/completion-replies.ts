/** What a shell is told at a press of the tab key. */
import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { type CommandLine, splitLine } from './command-line.js';
import type { Reply, Shell } from './shell.js';

const FILES = ':files';

/** A reply a line; `:files` by itself where files are wanted. */
export async function repliesTo(
  program: CommandUnknownOpts,
  shell: Shell,
  text: string,
  workingFolder: string,
): Promise<readonly string[]> {
  const line = splitLine(text);
  const found = await find(program, line, workingFolder);
  if (found === FILES) return [FILES];
  const fitting = found.filter((reply) => reply.text.startsWith(line.typed) && isSafe(reply.text, line.quote));
  return shell === 'bash' ? forBash(fitting, line) : fitting.map(withDescription);
}

async function find(
  program: CommandUnknownOpts,
  line: CommandLine,
  workingFolder: string,
): Promise<readonly Reply[] | typeof FILES> {
  const [, name, ...words] = line.words;
  if (name === undefined) return [...commandsOf(program), ...optionsOf(program, line)];
  const command = program.commands.find((one) => one.name() === name);
  if (command === undefined) return [];
  const pending = optionOf(command, words.at(-1));
  if (pending !== undefined && takesValue(pending)) return valuesOf(pending);
  if (line.quote === '' && line.typed.startsWith('-')) return optionsOf(command, line);
  const argument =
    command.registeredArguments[positionals(command, words).length] ?? command.registeredArguments.at(-1);
  if (argument?.argChoices !== undefined) return argument.argChoices.map((text) => ({ text, description: '' }));
  const isExpression = /expression/.test(argument?.name() ?? '') && (argument?.variadic !== true || line.quote !== '');
  if (!isExpression) return argument === undefined ? optionsOf(command, line) : FILES;
  if (argument?.variadic !== true && positionals(command, words).length > 0) return optionsOf(command, line);
  const { expressionReplies } = await import('./expression-replies.js');
  const dialect = valuesGiven(command, words, '--dialect').at(-1) === 'ecs' ? 'ecs' : 'stowage';
  return expressionReplies(line.typed, { dialect, sources: valuesGiven(command, words, '--from'), workingFolder });
}

function commandsOf(program: CommandUnknownOpts): readonly Reply[] {
  return program.commands
    .filter((command) => !command.name().startsWith('__'))
    .map((command) => ({ text: command.name(), description: command.description() }));
}

function optionsOf({ options }: CommandUnknownOpts, { typed }: CommandLine): readonly Reply[] {
  const isAsked = typed.startsWith('-');
  const all = [...options.map(({ long, description }) => ({ text: long ?? '', description })), HELP];
  return isAsked ? all : [];
}

const HELP: Reply = { text: '--help', description: 'display help for command' };

function optionOf({ options }: CommandUnknownOpts, word: string | undefined): Option | undefined {
  return options.find(({ long, short }) => word !== undefined && (word === long || word === short));
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

function valuesOf({ argChoices, flags }: Option): readonly Reply[] | typeof FILES {
  if (argChoices !== undefined) return argChoices.map((text) => ({ text, description: '' }));
  return /<(?:source|file)>/.test(flags) ? FILES : [];
}

function positionals(command: CommandUnknownOpts, words: readonly string[]): readonly string[] {
  return words.filter((word, at) => {
    const before = optionOf(command, words[at - 1]);
    return !(before !== undefined && takesValue(before)) && optionOf(command, word) === undefined;
  });
}

function valuesGiven(command: CommandUnknownOpts, words: readonly string[], flag: string): readonly string[] {
  return words.filter((_, at) => optionOf(command, words[at - 1])?.long === flag);
}

/** What would end the quotes, or mean something else to the shell, cannot be inserted. */
function isSafe(text: string, quote: CommandLine['quote']): boolean {
  if (quote === "'") return !text.includes("'");
  return quote === '"' ? !/["$`\\!]/.test(text) : /^[\w@%+=:,./-]+$/.test(text);
}

function withDescription({ text, description }: Reply): string {
  return description === '' ? text : `${text}\t${description}`;
}

/** Bash takes a word to begin after the last `:` or `=` outside quotes, and ends a quoted one where there is only one reply. */
function forBash(replies: readonly Reply[], { typed, quote }: CommandLine): readonly string[] {
  const texts = replies.map(({ text }) => text);
  if (quote === '') {
    const cut = Math.max(typed.lastIndexOf(':'), typed.lastIndexOf('=')) + 1;
    return texts.map((text) => text.slice(cut) + (texts.length === 1 && !/:$/.test(text) ? ' ' : ''));
  }
  const [only] = texts;
  return texts.length === 1 && only !== undefined ? [only, `${only} `] : texts;
}
