import { emitKeypressEvents } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Key } from './keys.js';

/** What a terminal is typed into. */
export interface TerminalInput extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
}

/** Keys, as long as the terminal is ours. */
export interface KeyReader {
  /** Take the terminal: each key as it is typed, none shown by the terminal itself. */
  readonly start: () => void;
  /** Leave the terminal to another program. */
  readonly stop: () => void;
}

/** Read the keys of a terminal. Control and C is a key like any other. `onEnd` is told when there will be no more. */
export function readKeys(input: TerminalInput, onKey: (key: Key) => void, onEnd: () => void): KeyReader {
  const listener = (text: string | undefined, key: Partial<Key>) => {
    onKey({ ctrl: false, meta: false, ...key, sequence: key.sequence ?? text ?? '' });
  };
  emitKeypressEvents(input);
  return {
    start() {
      input.setRawMode?.(true);
      input.on('keypress', listener).on('end', onEnd).on('close', onEnd).on('error', onEnd);
      input.resume();
    },
    stop() {
      input.pause();
      input.off('keypress', listener).off('end', onEnd).off('close', onEnd).off('error', onEnd);
      if (!input.destroyed) input.setRawMode?.(false);
    },
  };
}
