/** A terminal that a test types at and reads: a session of tmux with a server of its own. */
import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { requireTmux } from '../../../scripts/tmux.mjs';

export interface Terminal {
  /** Type text as it is. */
  readonly type: (text: string) => void;
  /** Press keys by tmux's names: `Enter`, `Tab`, `Up`, `C-c`. */
  readonly press: (...keys: readonly string[]) => void;
  /** What is on the screen: its lines, without spaces at their ends. */
  readonly screen: () => string;
  /** The same with the escape codes of its colours. */
  readonly colored: () => string;
  /** Wait until the screen is as asked for, and give it. */
  readonly see: (what: string | RegExp) => Promise<string>;
  /** Wait until the command has ended, and give its status. */
  readonly ended: () => Promise<number>;
  readonly resize: (columns: number, rows: number) => void;
  readonly close: () => void;
}

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 30;

export interface TerminalOptions {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

let count = 0;

/** Start a command line of the shell in a terminal of its own. What it was stays on the screen when it has ended. */
export function openTerminal(command: string, { folder, env, columns = 100, rows = 30 }: TerminalOptions): Terminal {
  const program = requireTmux();
  const server = `stowage-${process.pid}-${count++}`;
  // A socket in the test's own folder, no configuration of the person's.
  const tmux = (...args: readonly string[]) =>
    execFileSync(program, ['-S', `${folder}/${server}`, '-f', '/dev/null', ...args], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', ...env },
    });
  const size = ['-x', String(columns), '-y', String(rows)];
  const start = ['set-option', '-g', 'remain-on-exit', 'on', ';', 'set-option', '-g', 'status', 'off'];
  tmux('new-session', '-d', ...size, '-c', folder, 'sleep 1000');
  tmux(...start);
  tmux('respawn-pane', '-k', '-c', folder, `${command}; echo "ended with $?"; exec sleep 1000`);
  const capture = (...args: readonly string[]) =>
    tmux('capture-pane', '-p', ...args)
      .replace(/[ \t]+$/gm, '')
      .trimEnd();
  const screen = () => capture();
  return {
    type: (text) => void tmux('send-keys', '-l', '--', text),
    press: (...keys) => void tmux('send-keys', ...keys),
    screen,
    colored: () => capture('-e'),
    async see(what) {
      const isSeen = (text: string) => (typeof what === 'string' ? text.includes(what) : what.test(text));
      for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(LOOK_EVERY_MS)) {
        const text = screen();
        if (isSeen(text)) return text;
      }
      throw new Error(`the screen never showed ${what}; it is\n${screen()}`);
    },
    // The shell tells it: tmux does not always notice at once that its child has ended.
    async ended() {
      await this.see(/^ended with \d+$/m);
      return Number(/^ended with (\d+)$/m.exec(screen())?.[1]);
    },
    resize: (width, height) => void tmux('resize-window', '-x', String(width), '-y', String(height)),
    close: () => {
      tmux('kill-server');
    },
  };
}
