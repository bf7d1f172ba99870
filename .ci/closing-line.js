// Sums the results of jest (files of --json --outputFile) up to one line: 7 passed, 0 failed, 1 skipped.
'use strict';
const { readFileSync } = require('node:fs');
const { basename } = require('node:path');

const sum = { passed: 0, failed: 0, skipped: 0 };

/** A file that jest could not even load counts as one failure, and so does a run that left no results. */
function add(file) {
  let result;
  try {
    result = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    console.log(`failed: ${basename(file, '.json')} ended without results`);
    sum.failed += 1;
    return;
  }
  sum.passed += result.numPassedTests;
  sum.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  sum.skipped += result.numPendingTests + result.numTodoTests;
  for (const { assertionResults } of result.testResults) {
    for (const { status, fullName } of assertionResults) {
      // Its name says why: tests that this machine cannot run are named so.
      if (status === 'pending' || status === 'todo') console.log(`skipped: ${fullName}`);
    }
  }
}

for (const file of process.argv.slice(2)) add(file);
const { passed, failed, skipped } = sum;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
