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
  for (const { name, message, assertionResults } of result.testResults) {
    // In the report of thousands of tests it is hard to find.
    if (assertionResults.length === 0 && message !== '')
      console.log(`failed: ${name}: ${firstLine(message)}`);
    for (const { status, fullName, failureMessages } of assertionResults) {
      if (status === 'failed') console.log(`failed: ${fullName}: ${firstLine(failureMessages.join(' '))}`);
      // Its name says why: tests that this machine cannot run are named so.
      if (status === 'pending' || status === 'todo') console.log(`skipped: ${fullName}`);
    }
  }
}

function firstLine(text) {
  return text.trim().split('\n')[0];
}

for (const file of process.argv.slice(2)) add(file);
const { passed, failed, skipped } = sum;
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
