import { z } from 'zod';
import { defineRunbook } from '../runbook/runbook';
import { restorePointSchema, tableSchema, targetSchema } from './parameters';
import { moveLiveTableParameter, moveTableAlarms } from './steps/adopt';
import { haltWrites } from './steps/halt-writes';
import { proveHalt } from './steps/prove-halt';
import { repoint } from './steps/repoint';
import { restore } from './steps/restore';
import { restoreSettings } from './steps/restore-settings';
import { survey } from './steps/survey';
import { takeTable } from './steps/take-table';
import type { RecoveryRunbook } from './world';

export const haltParameters = z.strictObject({
  table: tableSchema.optional(),
  stopWorkers: z.boolean().default(false),
});

/** `recover halt-writes`: taken back by `recover resume-writes`. */
export function haltOnly({ table, stopWorkers }: z.infer<typeof haltParameters>): RecoveryRunbook {
  return defineRunbook({
    id: 'halt-writes',
    title: 'Halt every writer',
    when: 'Something is wrong with the data and nobody knows yet what: nothing gets worse while you look.',
    steps: [survey(table), haltWrites({ stopWorkers }), proveHalt()],
  });
}

export const restoreParameters = z.strictObject({
  table: tableSchema.optional(),
  restoreTo: restorePointSchema,
  target: targetSchema.optional(),
});

/** `recover restore`: a restored table with all its settings, that nobody uses yet. */
export function restoreOnly(parameters: z.infer<typeof restoreParameters>): RecoveryRunbook {
  const { table, restoreTo, target } = parameters;
  return defineRunbook({
    id: 'restore',
    title: 'Restore the table beside the live one',
    when: 'To look at the past, or to prepare a repoint. Touches neither the live table nor the service.',
    steps: [
      survey(table),
      restore({ restoreTo, needs: ['survey'], ...(target === undefined ? {} : { target }) }),
      restoreSettings(),
    ],
  });
}

export const repointParameters = z.strictObject({ table: tableSchema });

/** `recover repoint`: taken back by `recover repoint --undo`. */
export function repointOnly({ table }: z.infer<typeof repointParameters>): RecoveryRunbook {
  return defineRunbook({
    id: 'repoint',
    title: 'Point the service at another table',
    when: 'A restored and validated table is there. Writes stay allowed or halted, as they are.',
    steps: [
      survey(),
      takeTable(table),
      repoint({ needs: ['take-table'], writesEnabled: 'as before' }),
      moveLiveTableParameter(),
      moveTableAlarms(),
    ],
  });
}
