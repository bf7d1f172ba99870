import { z } from 'zod';
import { defineRunbook } from '../engine/runbook';
import { parseRestoreTime } from '../recovery/table/restore-time';
import { restoreTimeSchema, tableSchema, targetSchema } from './parameters';
import { adopt, moveLiveTableParameter, moveTableAlarms } from './steps/restore/adopt';
import { findRestorePointStep } from './steps/repair/find-restore-point';
import { haltWrites } from './steps/halt/halt-writes';
import { proveHalt } from './steps/halt/prove-halt';
import { proveNoDrift } from './steps/prove/prove-no-drift';
import { repoint } from './steps/restore/repoint';
import { restore } from './steps/restore/restore';
import { restoreSettings } from './steps/restore/restore-settings';
import { resumeInPlace } from './steps/halt/resume-in-place';
import { proveOldFence, resumeWrites } from './steps/halt/resume-writes';
import { rewind } from './steps/repair/rewind';
import { listedForReview } from './steps/repair/rewind-review';
import { salvage } from './steps/repair/salvage';
import { settleDataLoss } from './steps/halt/settle-data-loss';
import { survey } from './steps/rebuild/survey';
import { validate } from './steps/prove/validate';
import { validateInPlace } from './steps/prove/validate-in-place';
import { verifyAsReturningUser } from './steps/prove/verify-as-user';
import type { RecoveryRunbook } from './world';
import { given } from '../engine/given';

/** How corrupted data is brought back: a copy from before the damage, or the damage undone where it was done. */
export const STRATEGIES = ['restore', 'rewind'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export const dataCorruptionParameters = z.strictObject({
  table: tableSchema.optional(),
  strategy: z.enum(STRATEGIES).default('restore'),
  /** `auto`: the second that is found. */
  restoreTo: z.union([restoreTimeSchema, z.literal('auto').transform(parseRestoreTime)]),
  /** Whether legitimate writes made since the restore point are brought back into the restored table. */
  salvage: z.boolean().default(true),
  /** Of the restored table. @default the first free name of the day */
  target: targetSchema.optional(),
  usersToVerify: z.number().int().min(1).max(10_000).default(50),
  stopWorkers: z.boolean().default(false),
  /** Whether to plan the next deploy with Terraform at the end. */
  plan: z.boolean().default(true),
});
export type DataCorruptionParameters = z.infer<typeof dataCorruptionParameters>;

/** The PRD's main procedure (section 18, "Data Corruption Recovery"): from corrupted data to a verified service. */
export function dataCorruption(parameters: DataCorruptionParameters): RecoveryRunbook {
  return parameters.strategy === 'rewind' ? byRewind(parameters) : byRestore(parameters);
}

function byRestore(parameters: DataCorruptionParameters): RecoveryRunbook {
  const { table, restoreTo, target, usersToVerify, stopWorkers, plan } = parameters;
  const found = restoreTo.kind === 'auto' ? ['find-restore-point'] : [];
  // Restored to the halt itself, nothing is missing.
  const salvages = parameters.salvage && restoreTo.kind !== 'latest';
  return defineRunbook({
    id: 'data-corruption',
    title: 'Corrupted data: restore the table and bring the service back',
    when: 'Items of the live table are wrong, in numbers, and every further write makes it worse. The table and the region answer.',
    steps: [
      survey(table),
      ...(restoreTo.kind === 'auto' ? [findRestorePointStep()] : []),
      haltWrites({ stopWorkers }),
      proveHalt(),
      restore({
        restoreTo,
        ...(restoreTo.kind === 'auto' ? { needs: found } : {}),
        ...given({ target }),
      }),
      settleDataLoss({ restoreTo, needs: ['prove-halt', ...found] }),
      restoreSettings(),
      validate(),
      ...(salvages ? [salvage({ needs: ['validate', 'settle-data-loss'], shared: false })] : []),
      repoint({ needs: ['validate', 'settle-data-loss'], writesEnabled: 'no' }),
      moveLiveTableParameter(),
      moveTableAlarms(),
      verifyAsReturningUser({ users: usersToVerify }),
      resumeWrites({
        workersStopped: stopWorkers,
        needs: ['verify-as-user', 'move-live-table', ...(salvages ? ['salvage'] : [])],
      }),
      proveOldFence(),
      adopt({ plan }),
    ],
  });
}

/** No new table and no other pointer: minutes instead of an hour, where the change log reaches back to the damage. */
function byRewind(parameters: DataCorruptionParameters): RecoveryRunbook {
  const { table, restoreTo, usersToVerify, stopWorkers, plan } = parameters;
  return defineRunbook({
    id: 'data-corruption',
    title: 'Corrupted data: undo the damage in the live table',
    when: 'Items of the live table are wrong, the damage is younger than 24 hours, and most of what was written since is right. The table and the region answer.',
    steps: [
      survey(table),
      haltWrites({ stopWorkers }),
      proveHalt(),
      ...(restoreTo.kind === 'auto' ? [findRestorePointStep({ needs: ['prove-halt'] })] : []),
      rewind({ restoreTo, needs: [restoreTo.kind === 'auto' ? 'find-restore-point' : 'prove-halt'] }),
      validateInPlace(),
      verifyAsReturningUser({ users: usersToVerify, needs: ['rewind'], listed: listedForReview }),
      resumeInPlace({ needs: ['validate', 'verify-as-user'], workersStopped: stopWorkers }),
      proveNoDrift({ needs: ['resume-writes'], plan }),
    ],
  });
}
