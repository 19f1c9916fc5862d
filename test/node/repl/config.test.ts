import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfig, loadConfig } from '../../../src/node/repl/config.js';
import { REPL_LIMITS } from '../../../src/node/repl/limits.js';
import { configPath, historyPath } from '../../../src/node/repl/paths.js';
import { temporaryFolder, writeFixture } from '../run-cli.js';

const folder = temporaryFolder();

describe('the configuration', () => {
  it('may set everything', () => {
    const config = { mode: 'json', timer: true, color: 'never', pager: false, historySize: 0, prompt: '> ' };
    expect(checkConfig(config, 'c')).toEqual({ config, problems: [] });
    expect(checkConfig({ pager: 'more' }, 'c').problems).toEqual([]);
  });

  it.each([
    [{ mode: 'xml' }, 'c: $.mode: has to be one of table, json, ndjson, csv, yaml, ids; the default is used'],
    [{ timer: 'on' }, 'c: $.timer: has to be true or false; the default is used'],
    [{ color: true }, 'c: $.color: has to be one of auto, always, never; the default is used'],
    [{ pager: true }, 'c: $.pager: has to be a command, or false; the default is used'],
    [{ historySize: -1 }, 'c: $.historySize: has to be a whole number from 0 to 100000; the default is used'],
    [{ prompt: 'a\nb' }, 'c: $.prompt: has to be a text of at most 40 characters in one line; the default is used'],
    [{ prompts: '' }, 'c: $.prompts: is no setting; did you mean prompt?'],
    [{ constructor: 1 }, 'c: $.constructor: is no setting; there are mode, timer, color, pager, historySize, prompt'],
    [[], 'c: has to be a JSON object; the defaults are used'],
    [null, 'c: has to be a JSON object; the defaults are used'],
  ])('that says %j is told', (content, problem) => {
    expect(checkConfig(content, 'c')).toEqual({ config: {}, problems: [problem] });
  });

  it('keeps what is right beside what is wrong', () => {
    expect(checkConfig({ mode: 'csv', timer: 1 }, 'c').config).toEqual({ mode: 'csv' });
  });

  it('has a limit on the history', () => {
    expect(checkConfig({ historySize: REPL_LIMITS.historySize }, 'c').problems).toEqual([]);
    expect(checkConfig({ historySize: REPL_LIMITS.historySize + 1 }, 'c').problems).toHaveLength(1);
  });

  it('is read from its file, which need not be there', async () => {
    expect(await loadConfig(join(folder, 'missing/repl.json'))).toEqual({ config: {}, problems: [] });
    expect(await loadConfig(writeFixture(folder, 'good.json', { timer: true }))).toEqual({
      config: { timer: true },
      problems: [],
    });
    const path = writeFixture(folder, 'bad.json', '{\n  "timer": yes\n}');
    const { config, problems } = await loadConfig(path);
    expect(config).toEqual({});
    expect(problems).toEqual([expect.stringContaining(`${path}:2:`)]);
    expect((await loadConfig(folder)).problems).toHaveLength(1);
  });
});

describe('the files of a person', () => {
  it('are where the XDG specification has them', () => {
    expect(configPath({ HOME: '/h' })).toBe('/h/.config/stowage/repl.json');
    expect(configPath({ HOME: '/h', XDG_CONFIG_HOME: '/c' })).toBe('/c/stowage/repl.json');
    expect(configPath({ HOME: '/h', XDG_CONFIG_HOME: 'relative' })).toBe('/h/.config/stowage/repl.json');
    expect(historyPath({ HOME: '/h' })).toBe('/h/.local/state/stowage/repl-history');
    expect(historyPath({ HOME: '/h', XDG_STATE_HOME: '/s' })).toBe('/s/stowage/repl-history');
  });
});
