import type { EditName } from './line-buffer.js';

/** A key as `node:readline` tells it. */
export interface Key {
  /** The characters that the terminal sent. */
  readonly sequence: string;
  readonly name?: string | undefined;
  readonly ctrl: boolean;
  readonly meta: boolean;
}

/** What a key asks for: an edit of the text, or something of the editor. */
export type Action =
  | EditName
  | 'submit'
  | 'complete'
  | 'older'
  | 'newer'
  | 'interrupt'
  | 'leave'
  | 'clear-screen'
  | 'suspend'
  | 'undo'
  | 'paste-start'
  | 'paste-end';

/** The keys of Emacs, as shells have them. `C-` is control, `M-` is Alt or a leading Escape. */
export const KEYS: Readonly<Record<string, Action>> = {
  return: 'submit',
  enter: 'submit',
  'M-return': 'new-line',
  'M-enter': 'new-line',
  tab: 'complete',
  up: 'older',
  'C-p': 'older',
  down: 'newer',
  'C-n': 'newer',
  'C-c': 'interrupt',
  'C-d': 'leave',
  'C-l': 'clear-screen',
  'C-z': 'suspend',
  'C-_': 'undo',
  left: 'left',
  'C-b': 'left',
  right: 'right',
  'C-f': 'right',
  'C-left': 'word-left',
  'M-left': 'word-left',
  'M-b': 'word-left',
  'C-right': 'word-right',
  'M-right': 'word-right',
  'M-f': 'word-right',
  home: 'line-start',
  'C-a': 'line-start',
  end: 'line-end',
  'C-e': 'line-end',
  backspace: 'delete-left',
  'C-h': 'delete-left',
  delete: 'delete-right',
  'C-w': 'delete-blank-left',
  'M-backspace': 'delete-word-left',
  'M-d': 'delete-word-right',
  'M-delete': 'delete-word-right',
  'C-u': 'delete-to-line-start',
  'C-k': 'delete-to-line-end',
  'paste-start': 'paste-start',
  'paste-end': 'paste-end',
};

export function actionOf(key: Key): Action | undefined {
  // Terminals send Control and underscore as a character that has no name.
  if (key.sequence === '\u001f') return 'undo';
  if (key.name === undefined) return undefined;
  return KEYS[`${key.ctrl ? 'C-' : ''}${key.meta ? 'M-' : ''}${key.name}`];
}

/** The text that a key writes; empty where it writes none. */
export function textOf({ sequence, ctrl, meta }: Key): string {
  if (ctrl || meta) return '';
  return /^[\u0000-\u001f\u007f]/.test(sequence) ? '' : sequence;
}
