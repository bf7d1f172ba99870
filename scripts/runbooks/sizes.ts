import { setTimeout as after } from 'node:timers/promises';
import { z } from 'zod';
import type { Action } from '../recovery/aws/action';
import { valueOf } from '../recovery/estimate/rates';
import { workloadOf, type Workload } from '../recovery/estimate/workload';
import { readPointer } from '../recovery/service/pointer/pointer';
import { readSecretsHighWaterMark, secretsBucketAt } from '../recovery/vault/secrets';
import { readLink, readTableHighWaterMark, tableVaultToRestore } from '../recovery/vault/table';
import { requireTable } from '../recovery/table/describe-table';
import { vaultOfRestore } from '../recovery/vault';

/** Wall milliseconds after which a recovery begins without knowing how much there is to recover. */
const PATIENCE = 5_000;

/** Procedures with steps that take longer the more there is to recover. */
export const SIZED: readonly string[] = ['data-corruption', 'regional-outage', 'failback'];

const count = z.number().nonnegative();
const sizesSchema = z.strictObject({
  items: count.nullable(),
  bytes: count.nullable(),
  secrets: count.nullable(),
  /** Where the figures are from, for people. */
  from: z.string(),
});
/** How much an incident has to recover, as it was known when it began; null: it was not. */
export type Sizes = z.infer<typeof sizesSchema>;

/** Where an incident works: its target, and the other region where that answers and is worked with. */
export interface SizesProps {
  readonly action: Action;
  /** The serving region, of a move. */
  readonly source?: Action | undefined;
}

/**
 * Best effort, and never of a lost region: a rebuild is as large as the vault in the healthy region says, a move or a
 * repair as the table that serves (DescribeTable, up to six hours old: aws-facts.md, 1.33).
 *
 * @param patience wall milliseconds
 * @returns undefined for procedures whose steps take as long at any size
 * @throws Error when it could not be read in time; it must hold nobody up
 */
export async function readSizesFor(
  runbook: string,
  props: SizesProps,
  patience = PATIENCE,
): Promise<Sizes | undefined> {
  const reading = readOf(runbook, props);
  if (reading === undefined) return undefined;
  const given = new AbortController();
  const late = after(patience, undefined, { signal: given.signal }).then(() => {
    throw new Error(`nobody answered within ${patience / 1000} seconds`);
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    given.abort();
    // Whichever is not waited for any more may still fail.
    late.catch(() => undefined);
    reading.catch(() => undefined);
  }
}

function readOf(runbook: string, { action, source }: SizesProps): Promise<Sizes> | undefined {
  if (!SIZED.includes(runbook)) return undefined;
  if (runbook === 'data-corruption') return ofTable(action, null);
  if (source === undefined) return ofVault(action);
  // Before the first move nothing is sealed there, and perhaps there is no vault: then secrets are estimated from the items.
  return secretsOf(action)
    .catch(() => null)
    .then((secrets) => ofTable(source, secrets));
}

async function ofTable(action: Action, secrets: number | null): Promise<Sizes> {
  const { tableName } = await readPointer(action);
  const { ItemCount: items = 0, TableSizeBytes: bytes = 0 } = await requireTable(action, tableName);
  return { items, bytes, secrets, from: `${tableName}, as of up to six hours ago` };
}

/** The newest full export stands for the table: what came after it is little beside it, and one object is soon read. */
async function ofVault(action: Action): Promise<Sizes> {
  const vault = tableVaultToRestore(action);
  const [secrets, mark] = await Promise.all([secretsOf(action), readTableHighWaterMark(vault)]);
  const link =
    mark === undefined || mark.exports === null
      ? undefined
      : await readLink(vault, mark.table, mark.exports.fullNumber);
  if (secrets === null && link === undefined)
    throw new Error(`the vault in ${vault.region} holds nothing yet`);
  const { items = null, bytes = null } = link?.content ?? {};
  return { items, bytes, secrets, from: `the vault in ${vault.region}` };
}

/** Of the other region, as the vault in the target's region has them; null: nothing was ever sealed there. */
async function secretsOf(action: Action): Promise<number | null> {
  const { target, clients, clock } = action;
  const bucket = secretsBucketAt(vaultOfRestore(target), { names: target.names, s3: clients.s3, clock });
  return (await readSecretsHighWaterMark(bucket))?.secrets ?? null;
}

/**
 * What an estimate works with.
 *
 * @param recorded the fact `sizes` of an incident
 * @returns undefined when there is none, or another version of the tool wrote it
 */
export function workloadFrom(recorded: unknown): Workload | undefined {
  const { data } = sizesSchema.safeParse(recorded);
  if (data === undefined) return undefined;
  const { items, bytes, secrets, from } = data;
  const known = { items: items ?? undefined, bytes: bytes ?? undefined, secrets: secrets ?? undefined };
  if (items !== null) return workloadOf(known, from);
  return secrets === null
    ? undefined
    : workloadOf({ ...known, users: Math.round(secrets / valueOf('secrets-per-user').likely) }, from);
}
