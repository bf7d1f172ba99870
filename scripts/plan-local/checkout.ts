import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stop } from '../engine/errors';
import { CommandFailed, runCommand } from '../recovery/service/terraform/run-command';

export interface Checkout {
  readonly directory: string;
  /** Takes it away again. */
  readonly remove: () => Promise<void>;
}

/**
 * A commit's files beside the working tree, with its packages.
 *
 * @param base branch, tag or commit
 * @throws Stop BASE_UNKNOWN (usage) when git does not know it
 */
export async function checkOut(root: string, base: string): Promise<Checkout> {
  const git = (...args: string[]): Promise<unknown> =>
    runCommand('git', args, { cwd: root, env: process.env });
  try {
    await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${base}^{commit}`);
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw stop('BASE_UNKNOWN', { base });
  }
  const folder = mkdtempSync(join(tmpdir(), 'base-'));
  const directory = join(folder, 'tree');
  await git('worktree', 'add', '--detach', '--quiet', directory, base);
  // The packages of the working tree: a branch that changes them is planned with its own.
  const packages = join(directory, 'node_modules');
  if (!existsSync(packages)) symlinkSync(join(root, 'node_modules'), packages);
  return {
    directory,
    remove: async () => {
      await git('worktree', 'remove', '--force', directory);
      rmSync(folder, { recursive: true });
    },
  };
}
