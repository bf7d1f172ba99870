import type { Json } from '../../../engine/json';
import type { Action, RegionClients } from '../../aws/action';
import { describeWithUnknown } from './raw-description';
import type { Setting, Subject, TableSettings, JsonObject } from './setting';
import { SETTINGS } from './settings';

/**
 * Reads every setting of a table.
 *
 * @throws Stop TABLE_MISSING
 */
export async function readTableSettings(action: RegionClients, table: string): Promise<TableSettings> {
  const { description, unknown } = await describeWithUnknown(action, table);
  const tableArn = description.TableArn ?? action.target.names.tableArn(action.target.region, table);
  const subject = { name: table, arn: tableArn, description };
  const values: Record<string, Json> = {};
  for (const setting of SETTINGS) values[setting.id] = await readSetting(action, setting, subject);
  return { tableArn, values, unknown };
}

/** A value of a setting that the region's DynamoDB, or its stand-in, knows nothing of. */
export interface Unavailable extends JsonObject {
  readonly unavailable: string;
}

export async function readSetting(
  action: Pick<Action, 'clients'>,
  setting: Setting,
  subject: Subject,
): Promise<Json> {
  try {
    return await setting.read(action, subject);
  } catch (error) {
    if (!isNotImplemented(error)) throw error;
    return { unavailable: error.message };
  }
}

export function isUnavailable(value: Json | undefined): value is Unavailable {
  return typeof value === 'object' && value !== null && 'unavailable' in value;
}

const NOT_IMPLEMENTED = ['NotImplemented', 'UnknownOperationException'];

function isNotImplemented(error: unknown): error is Error {
  return error instanceof Error && NOT_IMPLEMENTED.includes(error.name);
}
