/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.(ts|m?js)$': ['@swc/jest'] },
  // ESM-only packages must become CommonJS for jest; the large CommonJS ones are left alone, for speed.
  transformIgnorePatterns: ['/node_modules/(@cdktf|cdktf|@aws-sdk|@smithy|constructs)/'],
  // The longest test waits for Terraform most of its time: the others need not wait for it.
  maxWorkers: 2,
  // Real programs answer the tests (AWS CLI, Terraform, moto), on machines that may be busy.
  testTimeout: 60_000,
  modulePathIgnorePatterns: ['<rootDir>/cdktf.out', '<rootDir>/.local-cloud'],
};
