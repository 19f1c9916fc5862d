import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests by the folder they judge. Quick tables that catch most mutants come first: a mutant's run ends with the first failure. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  language: [
    'test/language/syntax-rules.test.ts',
    'test/language/syntax-error.test.ts',
    'test/language/messages.test.ts',
    'test/language/diagnostic.test.ts',
    'test/language/render.test.ts',
    'test/language/nesting.test.ts',
    'test/language/limits.test.ts',
    'test/language/round-trip.test.ts',
    'test/query/check.test.ts',
    'test/grammar/corpus.test.ts',
    'test/grammar/railroad.test.ts',
    'test/grammar/ebnf.test.ts',
  ],
  query: [
    'test/query/rules.test.ts',
    'test/query/check-rules.test.ts',
    'test/language/messages.test.ts',
    'test/query/check.test.ts',
    'test/query/checked.test.ts',
    'test/query/operators.test.ts',
    'test/query/rows.test.ts',
    'test/query/pattern.test.ts',
    'test/query/evaluate.test.ts',
    'test/query/ranges.test.ts',
    'test/query/normalize.test.ts',
    'test/query/chunk-evaluation.test.ts',
    'test/query/row-reader.test.ts',
    'test/query/plan.test.ts',
    'test/query/explain.test.ts',
    'test/query/result.test.ts',
    'test/query/prepared-query.test.ts',
    'test/query/limits.test.ts',
    'test/query/laws.test.ts',
    'test/query/oracle.test.ts',
    'test/query/metamorphic.test.ts',
    'test/cluster.test.ts',
  ],
};

const files = TESTS[process.env['MUTATE'] ?? ''] ?? [...new Set(Object.values(TESTS).flat())];

class QuickestFirst extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => files.findIndex((name) => moduleId.endsWith(name));
    return [...specifications].sort((a, b) => rank(a) - rank(b));
  }
}

/**
 * The tests that judge mutants of the language and the query engine: tables and units, and a share of each law's runs. Tests of
 * time and memory stay out; a mutant that never ends is told by its own timeout.
 */
export default defineConfig({
  test: {
    include: [...files],
    setupFiles: ['test/support/mutation-setup.ts'],
    env: { STOWAGE_TEST_SHARE: '0.02' },
    sequence: { sequencer: QuickestFirst },
    // Files stay isolated, or a mutant of module code would not be loaded. In one file each, these packages load ten times as fast.
    deps: { optimizer: { ssr: { enabled: true, include: ['chevrotain', 'fast-check', 'lodash-es', 're2js'] } } },
    testTimeout: 20_000,
    reporters: ['dot'],
  },
});
