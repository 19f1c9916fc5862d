import { Writable } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { showProgress } from '../../../src/node/cli/progress.js';

function terminal() {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY: true, columns: 80, cursorTo: () => true }), text: () => text };
}

afterEach(() => vi.restoreAllMocks());

describe('showProgress', () => {
  it('shows nothing while reading is quick', () => {
    const { stream, text } = terminal();
    const progress = showProgress(stream);
    progress.update({ file: 'a.json', bytesRead: 10, bytesTotal: 20, records: 1 });
    progress.stop();
    expect(text()).toBe('');
  });

  it('shows how far it has come when reading takes long', () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    const { stream, text } = terminal();
    const progress = showProgress(stream);
    clock.mockReturnValue(600);
    progress.update({
      file: `\u001b${'x'.repeat(50)}.json`,
      bytesRead: 3 * 2 ** 20,
      bytesTotal: 12 * 2 ** 20,
      records: 4567,
    });
    progress.stop();
    expect(text()).toContain('25 % 3 MiB 4567 records …xxxxxxxxxxxxxx.json');
  });

  it('counts where there is no end in sight', () => {
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    const { stream, text } = terminal();
    const progress = showProgress(stream);
    clock.mockReturnValue(600);
    progress.update({ file: 'standard input', bytesRead: 5 * 2 ** 20, bytesTotal: undefined, records: 89 });
    progress.stop();
    expect(text()).toContain('reading 5 MiB 89 records standard input');
    expect(text()).not.toContain('%');
  });
});
