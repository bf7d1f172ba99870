import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', '.ci', 'closing-line.js');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'closing-line-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

type Status = 'passed' | 'failed' | 'pending' | 'todo';

/** What jest writes of the tests of one file, with `--json`. @param unloaded files that could not be loaded */
function resultsOf(name: string, tests: Readonly<Record<string, Status>>, unloaded = 0): string {
  const count = (status: Status): number => Object.values(tests).filter((one) => one === status).length;
  const assertionResults = Object.entries(tests).map(([fullName, status]) => ({
    fullName,
    status,
    failureMessages: status === 'failed' ? [`${fullName} is wrong\n  at a line`] : [],
  }));
  const broken = Array.from({ length: unloaded }, (_, index) => ({
    name: `broken-${index}.test.ts`,
    message: 'it does not load\n  at a line',
    assertionResults: [],
  }));
  const file = join(folder, `${name}.json`);
  const results = {
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('pending'),
    numTodoTests: count('todo'),
    numRuntimeErrorTestSuites: unloaded,
    testResults: [{ name, message: '', assertionResults }, ...broken],
  };
  writeFileSync(file, JSON.stringify(results));
  return file;
}

function close(...files: readonly string[]): { lines: string[]; status: number | null } {
  const { stdout, status } = spawnSync(process.execPath, [SCRIPT, ...files], { encoding: 'utf8' });
  return { lines: stdout.trimEnd().split('\n'), status };
}

it('sums up what passed in both tiers', () => {
  const files = [
    resultsOf('test', { one: 'passed', other: 'passed' }),
    resultsOf('test:full', { third: 'passed' }),
  ];
  expect(close(...files)).toEqual({ lines: ['3 passed, 0 failed'], status: 0 });
});

it('counts tests that failed and files that could not be loaded as failed, and names each', () => {
  const files = [
    resultsOf('test', { one: 'passed', other: 'failed' }, 2),
    resultsOf('test:full', { third: 'failed' }),
  ];
  expect(close(...files)).toEqual({
    lines: [
      'failed: other: other is wrong',
      'failed: broken-0.test.ts: it does not load',
      'failed: broken-1.test.ts: it does not load',
      'failed: third: third is wrong',
      '1 passed, 4 failed',
    ],
    status: 1,
  });
});

it('counts a tier that ended without results as failed, and says which', () => {
  const missing = join(folder, 'nothing.json');
  expect(close(resultsOf('test', { one: 'passed' }), missing)).toEqual({
    lines: ['failed: nothing ended without results', '1 passed, 1 failed'],
    status: 1,
  });
});

it('names every test that was skipped, and counts it', () => {
  const files = [
    resultsOf('test', { one: 'passed', 'prints in colour (skipped: no terminal)': 'pending' }),
    resultsOf('test:full', { later: 'todo' }),
  ];
  expect(close(...files)).toEqual({
    lines: [
      'skipped: prints in colour (skipped: no terminal)',
      'skipped: later',
      '1 passed, 0 failed, 2 skipped',
    ],
    status: 0,
  });
});
