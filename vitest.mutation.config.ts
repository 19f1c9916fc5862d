import { defineConfig } from 'vitest/config';

/**
 * The tests that judge mutants of the language and the query engine: tables and units, and a share of each law's runs. Tests of
 * time and memory stay out; a mutant that never ends is told by its own timeout.
 */
export default defineConfig({
  test: {
    include: [
      'test/language/{syntax-rules,limits,nesting,render,round-trip,messages}.test.ts',
      'test/query/{rules,check-rules,check,evaluate,pattern,laws,oracle,plan}.test.ts',
      'test/grammar/{corpus,ebnf}.test.ts',
      'test/cluster.test.ts',
    ],
    setupFiles: ['test/support/mutation-setup.ts'],
    env: { STOWAGE_TEST_SHARE: '0.05' },
    testTimeout: 20_000,
    reporters: ['dot'],
  },
});
