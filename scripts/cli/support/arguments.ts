import { ORIGINAL_TABLE } from '../../../settings/naming';
import { instantText, parseInstant } from '../../recovery/incident/data-loss';
import { tableSchema, targetSchema } from '../../runbooks/parameters';
import { UsageError } from './usage-error';

/**
 * A second to restore, or `latest`.
 *
 * @returns ISO 8601 in UTC, to the second, as journals hold it
 * @throws UsageError with an example
 */
export function restoreTime(option: string): (text: string) => string {
  return (text) => {
    if (text === 'latest') return text;
    const time = parseInstant(text);
    if (time !== undefined && time % 1000 === 0) return instantText(time);
    throw new UsageError(
      `${option} ${JSON.stringify(text)}: give a second in UTC, for example 2026-03-01T04:15:00Z, or latest`,
    );
  };
}

/** @throws UsageError */
export function tableName(text: string): string {
  if (tableSchema.safeParse(text).success) return text;
  throw new UsageError(
    `--table ${JSON.stringify(text)}: the service has tables whose names start with ${ORIGINAL_TABLE}, for example ${ORIGINAL_TABLE}-restored-2026-03-01`,
  );
}

/** A name for a restored table. @throws UsageError */
export function targetName(text: string): string {
  if (targetSchema.safeParse(text).success) return text;
  throw new UsageError(
    `--target ${JSON.stringify(text)}: settings and roles know restored tables by names like ${ORIGINAL_TABLE}-restored-2026-03-01 or ...-01-2`,
  );
}

/** @throws UsageError */
export function wholeNumber(
  option: string,
  { from, to }: { from: number; to: number },
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= from && value <= to) return value;
    throw new UsageError(`${option} ${JSON.stringify(text)}: give a whole number from ${from} to ${to}`);
  };
}
