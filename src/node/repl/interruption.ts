import { setImmediate as nextTurn } from 'node:timers/promises';

/** What ran was told to stop. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** How long the event loop has to wait for us at most: a key that interrupts is seen after this. */
const TURN_MS = 10;
/** Items between two looks at the clock. */
const STRIDE = 64;

/** Go through items and let the event loop turn in between, so that an interrupt is seen. Throws `Interrupted` then. */
export async function* inTurns<T>(items: Iterable<T>, signal: AbortSignal): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  let until = performance.now() + TURN_MS;
  throwIfInterrupted(signal);
  for (const item of items) {
    batch.push(item);
    if (batch.length < STRIDE) continue;
    yield batch;
    batch = [];
    if (performance.now() < until) continue;
    await nextTurn();
    throwIfInterrupted(signal);
    until = performance.now() + TURN_MS;
  }
  if (batch.length > 0) yield batch;
}

export function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted();
}

/** Wait, or throw `Interrupted`. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    const stop = () => {
      clearTimeout(timer);
      reject(new Interrupted());
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
