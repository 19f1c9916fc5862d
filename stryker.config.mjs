/** The folder whose mutants are judged: `MUTATE=language npx stryker run`; both where nothing is said. */
const folder = process.env['MUTATE'];

/**
 * Mutation tests of the language and the query engine. What survives is listed and explained in docs/MUTATION.md.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export default {
  packageManager: 'npm',
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  mutate: folder ? [`src/${folder}/**/*.ts`] : ['src/language/**/*.ts', 'src/query/**/*.ts'],
  ignorePatterns: ['/bench', '/coverage', '/dist', '/docs', '/examples', '/reports', '*.tgz'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 15_000,
  timeoutFactor: 2,
  disableTypeChecks: false,
  reporters: ['progress-append-only', 'clear-text', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `reports/mutation${folder ? `-${folder}` : ''}.json` },
  incremental: true,
  incrementalFile: `reports/mutation-incremental${folder ? `-${folder}` : ''}.json`,
  tempDirName: `.stryker-tmp${folder ? `/${folder}` : ''}`,
};
