/**
 * Mutation tests of the language and the query engine: `npx stryker run`. What survives is listed and explained in
 * docs/MUTATION.md.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  packageManager: 'npm',
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  mutate: ['src/language/**/*.ts', 'src/query/**/*.ts'],
  ignorePatterns: ['/bench', '/coverage', '/dist', '/docs', '/examples', '/reports', '*.tgz'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 5_000,
  timeoutFactor: 2,
  disableTypeChecks: false,
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutation.json' },
  incremental: true,
  incrementalFile: 'reports/mutation-incremental.json',
  tempDirName: '.stryker-tmp',
};
