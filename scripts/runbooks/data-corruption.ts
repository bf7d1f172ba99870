import { z } from 'zod';
import { defineRunbook } from '../runbook/runbook';
import { restorePointSchema, tableSchema, targetSchema } from './parameters';
import { adopt, moveLiveTableParameter, moveTableAlarms } from './steps/adopt';
import { haltWrites } from './steps/halt-writes';
import { proveHalt } from './steps/prove-halt';
import { repoint } from './steps/repoint';
import { restore } from './steps/restore';
import { restoreSettings } from './steps/restore-settings';
import { proveOldFence, resumeWrites } from './steps/resume-writes';
import { settleDataLoss } from './steps/settle-data-loss';
import { survey } from './steps/survey';
import { validate } from './steps/validate';
import { verifyAsReturningUser } from './steps/verify-as-user';
import type { RecoveryRunbook } from './world';

export const dataCorruptionParameters = z.strictObject({
  table: tableSchema.optional(),
  restoreTo: restorePointSchema,
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
  const { table, restoreTo, target, usersToVerify, stopWorkers, plan } = parameters;
  return defineRunbook({
    id: 'data-corruption',
    title: 'Corrupted data: restore the table and bring the service back',
    when: 'Items of the live table are wrong, in numbers, and every further write makes it worse. The table and the region answer.',
    steps: [
      survey(table),
      haltWrites({ stopWorkers }),
      proveHalt(),
      restore({ restoreTo, ...(target === undefined ? {} : { target }) }),
      settleDataLoss({ restoreTo }),
      restoreSettings(),
      validate(),
      repoint({ needs: ['validate', 'settle-data-loss'], writesEnabled: 'no' }),
      moveLiveTableParameter(),
      moveTableAlarms(),
      verifyAsReturningUser({ users: usersToVerify }),
      resumeWrites({ workersStopped: stopWorkers }),
      proveOldFence(),
      adopt({ plan }),
    ],
  });
}
