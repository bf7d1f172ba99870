import { statSync } from 'node:fs';
import { join } from 'node:path';
import { stop } from '../../../engine/errors';
import { makePrivateFolder } from '../../../engine/private-file';
import type { Stop } from '../../../engine/stop';
import { CommandFailed } from './run-command';
import { isLeftBehind, lockIn, type StateLock } from './state-lock';
import { awaitSurvivor } from './surviving-command';
import type { Workspace } from './workspace';
import type { DeployWork, PlanSummary } from './infrastructure';
import { summaryOf } from './plan-summary';

export interface DeployStackProps extends DeployWork {
  readonly workspace: Workspace;
  readonly stack: string;
}

/**
 * Applies a stack as it is synthesized: exactly the plan that was looked at, and only one that loses nothing. An apply
 * that a killed run left behind is waited for; the lock of one that ended without giving it back, on this machine and
 * by this user, is taken off: the incident's lease says that nobody else runs this incident.
 *
 * @returns what was planned, and is there now
 * @throws Stop DEPLOY_LOSES_RESOURCES (refused), STATE_LOCKED (refused); CommandFailed
 */
export async function deployStack(props: DeployStackProps): Promise<PlanSummary> {
  const { workspace, stack, folder, signal, progress } = props;
  const files = { processId: join(folder, 'apply.pid'), output: join(folder, 'apply.log') };
  makePrivateFolder(folder);
  const wasBegun = await awaitSurvivor(files, signal);
  const beganAt = wasBegun ? statSync(files.processId).mtimeMs : undefined;
  progress(`synthesizing ${stack}`);
  await workspace.synth();
  progress(`planning ${stack}`);
  const { changes, hasChanges } = await workspace.plan(stack);
  const summary = summaryOf(changes);
  const { losses, creates, updates, imports } = summary;
  if (losses.length > 0) throw losesResources(stack, losses);
  if (!hasChanges) return summary;
  const all = creates.length + updates.length + imports.length;
  let settled = 0;
  const apply = () =>
    workspace.apply(stack, {
      files,
      onLine(line) {
        if (!/: (Creation|Modifications|Import) complete/.test(line)) return;
        settled += 1;
        progress(`applying ${stack}: ${settled} of ${all} resources`, Math.min(1, settled / all));
      },
    });
  try {
    await apply();
  } catch (error) {
    const lock = error instanceof CommandFailed ? lockIn(error.result.output) : undefined;
    if (lock === undefined) throw error;
    if (beganAt === undefined || !isLeftBehind(lock, beganAt)) throw isLocked(stack, lock);
    progress(`taking off the lock ${lock.id} that an apply of this incident left on ${stack}`);
    await workspace.terraform(stack, ['force-unlock', '-force', lock.id]);
    await apply();
  }
  return summary;
}

function losesResources(stack: string, losses: readonly string[]): Stop {
  return stop('DEPLOY_LOSES_RESOURCES', { stack, losses });
}

function isLocked(stack: string, { id, who, operation, createdAt }: StateLock): Stop {
  return stop('STATE_LOCKED', { stack, id, who, operation, since: new Date(createdAt).toISOString() });
}
