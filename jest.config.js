const { tierOf } = require('./__tests__/tiers');

// It says the same of each of hundreds of files, and hides what failed.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const { files, amounts } = tierOf(process.env);

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/__tests__'],
  testMatch: files.map((file) => file.replace(/^(!?)(.*)$/, '$1**/__tests__/$2.test.ts')),
  globals: { AMOUNTS: amounts },
  transform: { '^.+\\.(ts|m?js)$': ['@swc/jest'] },
  // ESM-only packages must become CommonJS for jest; the large CommonJS ones are left alone, for speed.
  transformIgnorePatterns: ['/node_modules/(@cdktf|cdktf|@aws-sdk|@smithy|constructs)/'],
  // One more than most machines of CI have cores: the longest tests wait for Terraform and for clocks most of their time.
  maxWorkers: 3,
  testSequencer: '<rootDir>/__tests__/support/longest-first.js',
  // Real programs answer the tests (AWS CLI, Terraform, moto), on machines that may be busy.
  testTimeout: 120_000,
  modulePathIgnorePatterns: ['<rootDir>/cdktf.out', '<rootDir>/.local-cloud'],
};
