import { expect, it } from 'vitest';
import { drawRailroad } from '../../scripts/railroad.mjs';
import { readText } from '../house/sources.js';

it('the railroad diagrams are those of the EBNF (npm run grammar)', () => {
  const ebnf = readText('grammar/stowage.ebnf');
  expect(drawRailroad(ebnf)).toBe(readText('grammar/railroad.svg'));
  expect(drawRailroad(`${ebnf}\nmore ::= 'more'`)).not.toBe(readText('grammar/railroad.svg'));
});
