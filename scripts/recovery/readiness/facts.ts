import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { PointerDocument } from '../../../settings/runtime-documents';
import { replay, type Incident } from '../../engine/journal/replay';
import type { LeaseRecord } from '../../engine/lease';
import type { Bucket } from '../aws/s3-objects';
import { S3LeaseStore } from '../incident/s3-lease-store';
import { S3Mirror } from '../incident/s3-mirror';
import { findPointerIds, type PointerIds } from '../service/pointer/ids';
import { readPointer } from '../service/pointer/pointer';
import { readLiveTable } from '../service/terraform/live-table';
import { readFence } from '../service/writers/fence';
import { requireTable } from '../table/describe-table';
import { readPointInTimeRecovery, type PointInTimeRecovery } from '../table/restore-window';
import { readTableSettings } from '../table/settings';
import type { TableSettings } from '../table/settings/setting';
import { readQuota } from './quota';
import { once, type Survey } from './survey';

/** As many of the newest incidents are looked at: older ones are closed, or nobody will go on with them. */
export const NEWEST_INCIDENTS = 20;

/** What AppConfig tells the service. @throws Stop CONFIG_MISSING, POINTER_INVALID */
export function pointerOf(survey: Survey): Promise<PointerDocument> {
  return once(survey, 'pointer', () => readPointer(survey.action));
}

/** What a repoint needs of AppConfig. */
export function pointerIdsOf(survey: Survey): Promise<PointerIds> {
  return once(survey, 'pointer place', () => findPointerIds(survey.action));
}

/** Name of the table that AppConfig calls live. */
export async function liveTableOf(survey: Survey): Promise<string> {
  return (await pointerOf(survey)).tableName;
}

/** Name of the table that a run is asked to recover. @default the live one */
export async function tableOf(survey: Survey): Promise<string> {
  return survey.run?.table ?? (await liveTableOf(survey));
}

/** The table that the next deploy would make live. */
export function settingsTableOf(survey: Survey): Promise<string> {
  return once(survey, 'settings table', async () => survey.infrastructure.activeTable());
}

/** The table that the deploy interlock takes for live. */
export function interlockTableOf(survey: Survey): Promise<string> {
  return once(survey, 'interlock table', () => readLiveTable(survey.action));
}

/** @throws Stop TABLE_MISSING */
export function describedTable(survey: Survey): Promise<TableDescription> {
  return once(survey, 'table', async () => requireTable(survey.action, await tableOf(survey)));
}

/** @throws Stop TABLE_MISSING */
export function tableSettingsOf(survey: Survey): Promise<TableSettings> {
  return once(survey, 'table settings', async () => readTableSettings(survey.action, await tableOf(survey)));
}

/** @throws Stop TABLE_MISSING, PITR_OFF */
export function pointInTimeRecoveryOf(survey: Survey): Promise<PointInTimeRecovery> {
  return once(survey, 'point-in-time recovery', async () =>
    readPointInTimeRecovery(survey.action, await tableOf(survey)),
  );
}

/** Whether the policy of a table denies writes. */
export function isFenced(survey: Survey, table: string): Promise<boolean> {
  return once(survey, `fence ${table}`, async () => (await readFence(survey.action, table)).raised);
}

/** Tables that were live before this one. */
export function oldTablesOf({ names, settings, serving }: Survey, live: string): string[] {
  const tables = new Set([names.originalTable, ...settings.table[serving].adoptedNames]);
  return [...tables].filter((table) => table !== live);
}

/** Held now; null: nobody runs a recovery. */
export function leaseOf(survey: Survey): Promise<LeaseRecord | null> {
  const { audit, names, clock } = survey;
  return once(survey, 'lease', async () => {
    const record = (await new S3LeaseStore(audit, names.environment).read())?.record;
    return record !== undefined && Date.parse(record.expiresAt) > clock.now() ? record : null;
  });
}

/** Incidents that are neither completed nor aborted, the newest first. */
export function runningIncidentsOf(survey: Survey): Promise<Incident[]> {
  return once(survey, 'running incidents', async () =>
    (await newestIncidents(survey.audit)).filter(({ state }) => state === 'running'),
  );
}

/** The newest incidents of the audit bucket, the newest first, whichever machine ran them. */
export async function newestIncidents(audit: Bucket): Promise<Incident[]> {
  const mirror = new S3Mirror(audit);
  const ids = (await mirror.incidents()).slice(-NEWEST_INCIDENTS).reverse();
  const journals = await Promise.all(ids.map((id) => mirror.read(id)));
  return journals.filter((entries) => entries.length > 0).map(replay);
}

/** Secrets that the region of the action may hold; undefined: Service Quotas did not say. */
export function secretsQuotaOf(survey: Survey): Promise<number | undefined> {
  const { quotas } = survey[survey.action.target.regionKind].clients;
  return once(survey, 'secrets quota', () => readQuota(quotas, SECRETS_QUOTA).catch(() => undefined));
}

/** "Secrets in a Region". */
export const SECRETS_QUOTA = { service: 'secretsmanager', code: 'L-2F66C23C' } as const;
