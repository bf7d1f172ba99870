import { z } from 'zod';
import { parseRestoreTime } from '../recovery/table/restore-time';
import { ORIGINAL_TABLE, RESTORED_TABLE } from '../../settings/naming';

/** A name that the tool may be told instead of the live table's. */
export const tableSchema = z
  .string()
  .regex(
    new RegExp(`^${ORIGINAL_TABLE}[a-zA-Z0-9_.-]*$`),
    `must start with ${ORIGINAL_TABLE}: the roles of the service cover no other table`,
  );

/** A second to restore, or the last one before the halt. */
export const restoreTimeSchema = z
  .union([z.literal('latest'), z.iso.datetime({ precision: 0 })], {
    error: 'must be a second in UTC such as 2026-01-31T03:04:05Z, or latest',
  })
  .transform(parseRestoreTime);

/** A name for the restored table, of the form that settings and roles expect. */
export const targetSchema = z
  .string()
  .regex(
    RESTORED_TABLE,
    `must look like ${ORIGINAL_TABLE}-restored-2026-01-31 or ...-31-2: settings and roles know restored tables by it`,
  );
