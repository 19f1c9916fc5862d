import { Presets, SingleBar } from 'cli-progress';
import type { LoadProgress } from '../files.js';
import { terminalSafe } from '../output/terminal.js';
import type { OutputStream } from './context.js';

/** Reading that takes less than this shows nothing. */
const PATIENCE_MS = 500;
const NAME_LENGTH = 20;
const MEBIBYTE = 1024 * 1024;

export interface ShownProgress {
  readonly update: (progress: LoadProgress) => void;
  readonly stop: () => void;
}

/** A bar on a terminal that shows how far reading has come, where it takes long enough to wonder. */
export function showProgress(stream: OutputStream): ShownProgress {
  const started = performance.now();
  let bar: SingleBar | undefined;
  return {
    update({ file, bytesRead, bytesTotal, records }) {
      if (performance.now() - started < PATIENCE_MS) return;
      bar ??= startBar(stream, bytesTotal);
      bar.update(bytesRead, { file: shortName(file), mebibytes: (bytesRead / MEBIBYTE).toFixed(0), records });
    },
    stop() {
      bar?.stop();
    },
  };
}

function startBar(stream: OutputStream, bytesTotal: number | undefined): SingleBar {
  const counts = '{mebibytes} MiB {records} records {file}';
  const format = bytesTotal === undefined ? `reading ${counts}` : `reading {bar} {percentage} % ${counts}`;
  // Cursor and line wrap stay as they are: an interrupt would leave them changed.
  const bar = new SingleBar(
    { stream, format, clearOnComplete: true, hideCursor: null, linewrap: true, barsize: 16, fps: 5 },
    Presets.rect,
  );
  bar.start(bytesTotal ?? 0, 0, { file: '', mebibytes: '0', records: 0 });
  return bar;
}

/** The end of a file's name, so that the line of the bar is not wrapped. */
function shortName(file: string): string {
  const name = terminalSafe(file);
  return name.length > NAME_LENGTH ? `…${name.slice(1 - NAME_LENGTH)}` : name;
}
