/**
 * The last line of `.ci/run`: `N passed, M failed`, summed over Vitest's reports in JSON, whose paths are the arguments.
 *
 * A missing report means that types, lint or build failed before any test, and counts as a failure; so does a report of
 * a run that failed although each of its tests passed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { argv } from 'node:process';

const NO_REPORT = { success: false, numPassedTests: 0, numFailedTests: 0, testResults: [] };

let passed = 0;
let failed = 0;
for (const path of argv.slice(2)) {
  const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : NO_REPORT;
  const brokenFiles = report.testResults.filter(
    (/** @type {{ status: string, assertionResults: unknown[] }} */ file) =>
      file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failures = report.numFailedTests + brokenFiles;
  passed += report.numPassedTests;
  failed += report.success ? failures : Math.max(failures, 1);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
