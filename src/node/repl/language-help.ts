import { type HighlightKind, highlight, isIncomplete } from '../../index.js';
import type { Style } from '../output/terminal.js';
import { type Asked, complete } from './completion.js';
import type { EditorHelp } from './line-editor.js';
import type { StyledSpan } from './screen-rows.js';
import { goesOn, isCommand } from './statements.js';

/** What the editor asks about statements: queries are for the language, commands for their table. */
export function languageHelp(asked: Asked, workingFolder: string): EditorHelp {
  return {
    highlight: styledSpans,
    isIncomplete: (text) => goesOn(text, isIncomplete),
    complete: (text, offset) => complete(text, offset, asked, workingFolder),
  };
}

/** Commands of which the argument is a query are coloured there. */
function styledSpans(text: string): readonly StyledSpan[] {
  if (!isCommand(text)) return spansOf(text, 0);
  const name = /^\s*\S*/.exec(text)?.[0] ?? '';
  const spans: readonly StyledSpan[] = [{ start: 0, end: name.length, style: COMMAND_STYLE }];
  return TAKES_QUERY.test(name) ? [...spans, ...spansOf(text.slice(name.length), name.length)] : spans;
}

const TAKES_QUERY = /^\s*\.(?:explain|watch|edit)$/;
const COMMAND_STYLE: Style = 'magenta';

function spansOf(text: string, offset: number): readonly StyledSpan[] {
  return highlight(text).flatMap(({ start, end, kind }) => {
    const style = STYLES[kind];
    return style === undefined ? [] : [{ start: start + offset, end: end + offset, style }];
  });
}

/** Colours that are told apart on dark and on light terminals; punctuation has that of the text. */
const STYLES: Readonly<Partial<Record<HighlightKind, Style>>> = {
  keyword: 'magenta',
  stage: ['bold', 'magenta'],
  subject: 'cyan',
  function: 'blue',
  operator: 'yellow',
  value: 'green',
  pattern: 'green',
  error: ['red', 'underline'],
};
