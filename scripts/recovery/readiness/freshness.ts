import type { Target } from '../aws/target';
import { replicaFreshness, type ReplicaFreshness } from '../rebuild/sources/replica-freshness';
import { describeTable } from '../table/describe-table';
import { freshnessOf, isWithin, type VaultAccess, type VaultRegions } from '../vault';
import { readSecretsHighWaterMark, secretsBucketAt, type SecretsHighWaterMark } from '../vault/secrets';
import {
  readTableHighWaterMark,
  tableVaultAt,
  type TableHighWaterMark,
  type TableVault,
} from '../vault/table';
import { failed, ok, type Seen } from './model';
import { once, servingOf, standbyOf, type RegionSurvey, type Survey } from './survey';

/** What it takes to see how fresh the copies in the standby region are. */
export interface Copies extends Pick<Survey, 'names' | 'clock' | 'serving' | 'seen'> {
  readonly primary: CopiesRegion;
  readonly recovery: CopiesRegion;
}

interface CopiesRegion {
  readonly target: Pick<Target, 'region'>;
  readonly clients: Pick<RegionSurvey['clients'], 's3' | 'dynamodb'>;
}

/** In the standby region: with copies of the serving region's table. */
export function tableVaultIn(survey: Copies): TableVault {
  return tableVaultAt(...vaultIn(survey));
}

function vaultIn(survey: Copies): [VaultRegions, VaultAccess] {
  const { names, clock } = survey;
  const { clients, target } = standbyOf(survey);
  const source = servingOf(survey).target.region;
  return [
    { source, region: target.region },
    { names, clock, s3: clients.s3 },
  ];
}

/** High-water mark of the copied table; undefined: no round has ended yet. @throws Stop VAULT_TAMPERED */
export function tableHighWaterMarkIn(survey: Copies): Promise<TableHighWaterMark | undefined> {
  return once(survey, 'table mark', () => readTableHighWaterMark(tableVaultIn(survey)));
}

/**
 * High-water mark of the sealed secrets; undefined: no round has ended yet. By the mark, not by a catalogue: a round
 * that finds nothing changed makes no new catalogue.
 *
 * @throws Stop VAULT_TAMPERED
 */
export function secretsHighWaterMarkIn(survey: Copies): Promise<SecretsHighWaterMark | undefined> {
  return once(survey, 'secrets mark', () => readSecretsHighWaterMark(secretsBucketAt(...vaultIn(survey))));
}

/** How old a copy is, against the recovery point objective. */
export function withinObjective(
  { clock, settings }: Pick<Survey, 'clock' | 'settings'>,
  { at, found }: { readonly at: string; readonly found: string },
): Seen {
  const allowed = settings.objectives.recoveryPointMinutes;
  const freshness = freshnessOf(at, clock.now());
  const minutes = (freshness.ageSeconds / 60).toFixed(1);
  const said = `${found}, up to ${at}, ${minutes} minutes ago; the objective is ${allowed} minutes`;
  return isWithin(freshness, allowed) ? ok(said) : failed(said);
}

/** How far the replica in the standby region has provably followed. @param table the live one */
export function replicaIn(survey: Copies, table: string): Promise<ReplicaFreshness> {
  return once(survey, 'replica', async () => {
    const { dynamodb } = standbyOf(survey).clients;
    const vault = tableVaultIn(survey);
    const { TableStatus, Replicas = [] } = (await describeTable({ clients: { dynamodb } }, table)) ?? {};
    if (TableStatus !== 'ACTIVE' || !Replicas.some(({ RegionName }) => RegionName === vault.source)) {
      return { at: null, note: `${table} is ${TableStatus ?? 'not there'}, or no replica` };
    }
    return replicaFreshness({ dynamodb, clock: survey.clock, table, vault });
  });
}
