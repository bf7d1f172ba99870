import {
  ContinuousBackupsUnavailableException,
  LimitExceededException,
  ResourceInUseException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import type { Action } from '../../aws/action';
import { waitUntil } from '../../aws/wait-until';
import { requireTable } from '../describe-table';
import { explain, isSame } from './compare';
import { isUnavailable, readSetting, readTableSettings } from './read';
import { globalIndexes } from './global-indexes';
import type { Pair, Setting, TableSettings } from './setting';
import { SETTINGS } from './settings';

const BETWEEN_LOOKS = 5_000;
const PATIENCE = 30 * 60_000;
/** Descriptions are eventually consistent: what was just put is not put again at once. Milliseconds. */
const PUT_AGAIN_AFTER = 60_000;

export interface PutTableSettingsProps {
  readonly table: string;
  readonly wanted: TableSettings;
}

/**
 * Gives a table the settings that are wanted, one after the other, each read back before the next; what is so already
 * is left alone, so that it can be run again after a crash. What cannot be set on a table that exists, and what is
 * surplus, is left to `compareSettings` to report.
 *
 * @throws Stop TABLE_MISSING, SETTING_UNCHANGEABLE, SETTING_NOT_TAKEN, STREAM_DIFFERS
 */
export async function putTableSettings(
  action: Action,
  { table, wanted }: PutTableSettingsProps,
): Promise<void> {
  const actual = await readTableSettings(action, table);
  for (const setting of SETTINGS) {
    const isUnknown = [wanted, actual].some(({ values }) => isUnavailable(values[setting.id]));
    if (isUnknown || isSame(setting, { wanted, actual })) continue;
    if (setting.fixed === true) throw unchangeable(action, table, setting, { wanted, actual });
    if (setting.put === undefined) continue;
    action.progress(`putting ${setting.id} on ${table}`);
    await settle(action, setting, { table, wanted, before: actual });
  }
}

interface Task extends PutTableSettingsProps {
  readonly before: TableSettings;
}

/** Puts one setting and returns when it is read back. */
async function settle(action: Action, setting: Setting, { table, wanted, before }: Task): Promise<void> {
  let putAt = -Infinity;
  let actual = before;
  let refusal: unknown;
  await waitUntil(action, {
    look: async () => {
      const description = await requireTable(action, table);
      const subject = { name: table, arn: before.tableArn, description };
      // The indexes go along: what is set by index is compared for those that there are.
      for (const one of [globalIndexes, setting]) {
        actual = {
          ...actual,
          values: { ...actual.values, [one.id]: await readSetting(action, one, subject) },
        };
      }
      if (isSame(setting, { wanted, actual })) return true;
      if (refusal !== undefined) throw refusal as Error;
      // One change at a time, and only on a table at rest (aws-facts.md, 1.34).
      if (!isAtRest(description) || action.clock.now() < putAt + PUT_AGAIN_AFTER) return undefined;
      const change = {
        subject,
        wanted: wanted.values[setting.id] ?? null,
        actual: actual.values[setting.id] ?? null,
        whole: wanted,
      };
      try {
        if ((await setting.put?.(action, change)) !== true) return true;
        putAt = action.clock.now();
      } catch (error) {
        if (isTooEarly(error)) action.progress(`waiting to put ${setting.id} on ${table}: ${error.message}`);
        // It may refuse what was done already, by a call whose answer was lost: look once more.
        else refusal = error;
      }
      return undefined;
    },
    every: BETWEEN_LOOKS,
    within: setting.patience ?? PATIENCE,
    otherwise: () => notTaken(action, table, setting, { wanted, actual }),
  });
}

function isAtRest({ TableStatus, GlobalSecondaryIndexes = [] }: TableDescription): boolean {
  return (
    TableStatus === 'ACTIVE' && GlobalSecondaryIndexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')
  );
}

/**
 * Errors that pass: another change goes on (maybe our own, whose answer was lost), point-in-time recovery is being
 * prepared, the policy was changed a moment ago, the TTL within the hour (aws-facts.md, 1.31, 1.34 and 2.3).
 */
function isTooEarly(error: unknown): error is Error {
  return (
    error instanceof ResourceInUseException ||
    error instanceof LimitExceededException ||
    error instanceof ContinuousBackupsUnavailableException ||
    (error instanceof Error &&
      error.name === 'ValidationException' &&
      /multiple times|within a fixed interval/i.test(error.message))
  );
}

function unchangeable(
  { target: { region } }: Pick<Action, 'target'>,
  table: string,
  setting: Setting,
  pair: Pair,
): Stop {
  return stop('SETTING_UNCHANGEABLE', { table, region, difference: describeDifference(setting, pair) });
}

function notTaken(
  { target: { region } }: Pick<Action, 'target'>,
  table: string,
  setting: Setting,
  pair: Pair,
): Stop {
  return stop('SETTING_NOT_TAKEN', { table, region, difference: describeDifference(setting, pair) });
}

function describeDifference({ id }: Setting, { wanted, actual }: Pair): string {
  return explain(id, wanted.values[id] ?? null, actual.values[id] ?? null);
}
