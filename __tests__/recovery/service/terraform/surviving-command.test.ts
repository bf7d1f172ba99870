import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { CommandFailed } from '../../../../scripts/recovery/service/terraform/run-command';
import { isLeftBehind, lockIn } from '../../../../scripts/recovery/service/terraform/state-lock';
import {
  awaitSurvivor,
  runSurviving,
} from '../../../../scripts/recovery/service/terraform/surviving-command';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'surviving-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const filesIn = (): { processId: string; output: string } => ({
  processId: join(folder, 'apply.pid'),
  output: join(folder, 'apply.log'),
});
const { signal } = new AbortController();
const run = (script: string, onLine?: (line: string) => void) =>
  runSurviving('/bin/sh', ['-c', script], {
    cwd: folder,
    env: process.env,
    files: filesIn(),
    ...(onLine === undefined ? {} : { onLine }),
  });

describe('a program that outlives us', () => {
  it('writes into a file, line by line, and says who it is', async () => {
    const lines: string[] = [];
    const { output } = await run('echo one; echo two >&2; echo $$', (line) => lines.push(line));
    const processId = readFileSync(filesIn().processId, 'utf8').trim();
    expect(lines).toEqual(['one', 'two', processId]);
    expect(output).toBe(readFileSync(filesIn().output, 'utf8'));
  });

  it('is waited for by who comes after', async () => {
    let ended = false;
    const running = run('while [ ! -e end ]; do sleep 0.05; done').then(() => {
      ended = true;
    });
    while (!hasIntroducedItself()) await new Promise(setImmediate);
    const waiting = awaitSurvivor(filesIn(), signal);
    expect(ended).toBe(false);
    await runSurviving('touch', ['end'], {
      cwd: folder,
      env: process.env,
      files: { ...filesIn(), processId: join(folder, 'other.pid'), output: join(folder, 'other.log') },
    });
    await expect(waiting).resolves.toBe(true);
    await running;
  });

  it('is not waited for when there never was one', async () => {
    await expect(awaitSurvivor(filesIn(), signal)).resolves.toBe(false);
  });

  it('fails with what it said last', async () => {
    await expect(run('echo no such zone; exit 3')).rejects.toThrow(CommandFailed);
    await expect(run('echo no such zone; exit 3')).rejects.toThrow('no such zone');
  });
});

function hasIntroducedItself(): boolean {
  try {
    return readFileSync(filesIn().processId, 'utf8').trim() !== '';
  } catch {
    return false;
  }
}

/** As Terraform 1.11 prints it. */
const refusal = (who: string): string => `
Error: Error acquiring the state lock

Error message: operation error S3: PutObject, https response error
StatusCode: 412, api error PreconditionFailed: At least one of the pre-conditions did not hold
Lock Info:
  ID:        5c8b3d1e-0f3b-3d2c-9a3e-7d0f1c2b4a59
  Path:      syncwell-drill-state-123456789012-us-west-2/drill-recovery/terraform.tfstate
  Operation: OperationTypeApply
  Who:       ${who}
  Version:   1.13.3
  Created:   2026-03-01 04:15:02.123456789 +0000 UTC
  Info:

Terraform acquires a state lock to protect the state from being written`;

describe('the lock of a state', () => {
  const me = `${userInfo().username}@${hostname()}`;
  const began = Date.parse('2026-03-01T04:15:00Z');

  it('is read from what Terraform says', () => {
    expect(lockIn(refusal('alice@laptop'))).toEqual({
      id: '5c8b3d1e-0f3b-3d2c-9a3e-7d0f1c2b4a59',
      who: 'alice@laptop',
      operation: 'OperationTypeApply',
      createdAt: Date.parse('2026-03-01T04:15:02.123Z'),
    });
    expect(lockIn('Error: creating ECS Service')).toBeUndefined();
  });

  it.each([
    ['by our own apply that is dead', me, began, true],
    ['by somebody else', 'alice@laptop', began, false],
    ['by an apply of ours from another time', me, began - 3_600_000, false],
    ['by one that began after ours', me, began + 3_600_000, false],
  ])('was left behind %s', (_, who, beganAt, expected) => {
    const lock = lockIn(refusal(who));
    expect(lock !== undefined && isLeftBehind(lock, beganAt)).toBe(expected);
  });
});
