import { expect, it } from 'vitest';
import { DIAGNOSTICS } from '../../src/language/diagnostic.js';

it('every diagnostic code is described in a sentence of its own', () => {
  const sentences = Object.values(DIAGNOSTICS);
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z`].+\.$/);
  expect(new Set(sentences).size).toBe(sentences.length);
});
