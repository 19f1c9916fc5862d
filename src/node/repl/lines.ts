import { StowageError } from '../../index.js';
import { SOURCE_LIMITS } from '../limits.js';

/** The lines of a text that comes in pieces, without their ends; a byte order mark is left out. Holds one line at a time. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array | string>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    rest += typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield withoutReturn(line);
    if (rest.length > SOURCE_LIMITS.textBytes) {
      throw new StowageError('source-limit', '', `a line is longer than ${SOURCE_LIMITS.textBytes} bytes`);
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
