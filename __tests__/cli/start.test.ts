import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { join } from 'node:path';
import { version } from '../../package.json';

const RECOVER = join(__dirname, '..', '..', 'bin', 'recover.js');
const ROUNDS = 5;

/** Milliseconds of the fastest of some starts. */
function fastest(...words: string[]): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const before = performance.now();
    expect(spawnSync(process.execPath, words).status).toBe(0);
    return performance.now() - before;
  });
  return Math.min(...times);
}

it('help is there within four times the start of Node.js', () => {
  // What is stripped of its types is kept from then on.
  spawnSync(process.execPath, [RECOVER, '--help']);
  expect(fastest(RECOVER, '--help')).toBeLessThan(4 * fastest('-e', '0'));
});

it('says its version', () => {
  expect(spawnSync(process.execPath, [RECOVER, '--version'], { encoding: 'utf8' }).stdout).toBe(
    `${version}\n`,
  );
});
