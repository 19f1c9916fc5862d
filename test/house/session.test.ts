import { expect, it } from 'vitest';
import { drawSession } from '../../scripts/session.mjs';
import { readText } from './sources.js';

it('the picture in the README is what the command line prints (npm run session)', () => {
  expect(drawSession()).toBe(readText('docs/session.svg'));
});
