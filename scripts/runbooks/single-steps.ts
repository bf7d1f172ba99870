import { z } from 'zod';
import { defineRunbook } from '../engine/runbook';
import { decisionsSchema } from '../recovery/repair/history/review';
import { INCIDENT_ID } from '../recovery/incident/incident-folder';
import { restoreTimeSchema, tableSchema, targetSchema } from './parameters';
import { moveLiveTableParameter, moveTableAlarms } from './steps/restore/adopt';
import { haltWrites } from './steps/halt/halt-writes';
import { proveHalt } from './steps/halt/prove-halt';
import { repoint } from './steps/restore/repoint';
import { restore } from './steps/restore/restore';
import { restoreSettings } from './steps/restore/restore-settings';
import { rewind } from './steps/repair/rewind';
import { salvage } from './steps/repair/salvage';
import { survey } from './steps/rebuild/survey';
import { takeRestored } from './steps/restore/take-restored';
import { takeTable } from './steps/restore/take-table';
import { undoRewind } from './steps/repair/undo-rewind';
import type { RecoveryRunbook } from './world';
import { given } from '../engine/given';

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
  restoreTo: restoreTimeSchema,
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
      restore({ restoreTo, needs: ['survey'], ...given({ target }) }),
      restoreSettings(),
    ],
  });
}

export const rewindParameters = z.strictObject({
  table: tableSchema.optional(),
  /** A second before the damage. */
  since: z.iso.datetime({ precision: 0 }),
  decisions: decisionsSchema.default([]),
});

/** `recover rewind`: taken back by `recover rewind --undo`. */
export function rewindOnly({ table, since, decisions }: z.infer<typeof rewindParameters>): RecoveryRunbook {
  return defineRunbook({
    id: 'rewind',
    title: 'Undo the damage in the live table',
    when: 'The second before the damage is known. Writes may go on or be halted: nothing newer than the damage is overwritten.',
    steps: [
      survey(table),
      rewind({ restoreTo: { kind: 'second', at: since }, needs: ['survey'], decisions }),
    ],
  });
}

export const undoRewindParameters = z.strictObject({ of: z.string().regex(INCIDENT_ID) });

/** `recover rewind --undo`. */
export function undoRewindOnly({ of }: z.infer<typeof undoRewindParameters>): RecoveryRunbook {
  return defineRunbook({
    id: 'undo-rewind',
    title: 'Take a rewind back',
    when: 'A rewind undid what was no damage, less than 24 hours ago.',
    steps: [undoRewind(of)],
  });
}

export const salvageParameters = z.strictObject({
  /** The incident that restored the table. */
  of: z.string().regex(INCIDENT_ID),
  source: tableSchema,
  table: tableSchema,
  restorePoint: z.iso.datetime({ precision: 0 }),
  decisions: decisionsSchema.default([]),
});

/** `recover salvage`: after a restore, before or after writes resume. */
export function salvageOnly(parameters: z.infer<typeof salvageParameters>): RecoveryRunbook {
  const { source, table, restorePoint, decisions } = parameters;
  return defineRunbook({
    id: 'salvage',
    title: 'Bring legitimate writes back into a restored table',
    when: 'A table was restored, and what was written to the old one since the restore point is younger than 24 hours.',
    steps: [
      takeRestored({ source, table, restorePoint }),
      salvage({ needs: ['take-restored'], shared: true, decisions }),
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
