import type { OutputStream } from '../cli/context.js';

/** Reading that takes less than this shows nothing, and changes of it are shown no more often than this. */
const PATIENCE_MS = 400;

export interface LoadingNotice {
  readonly show: (words: string) => void;
  readonly clear: () => void;
}

/** A line on a terminal that says how far reading has come. */
export function loadingNotice(stream: OutputStream): LoadingNotice {
  let last = performance.now();
  let isShown = false;
  return {
    show(words) {
      const now = performance.now();
      if (stream.isTTY !== true || now - last < PATIENCE_MS) return;
      last = now;
      isShown = true;
      stream.write(`\r\u001b[K${words.slice(0, Math.max(10, (stream.columns ?? 80) - 1))}`);
    },
    clear() {
      if (isShown) stream.write('\r\u001b[K');
    },
  };
}
