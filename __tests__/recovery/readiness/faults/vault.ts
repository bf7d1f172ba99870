import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { isoTime } from '../../../../scripts/engine/clock';
import type { Survey } from '../../../../scripts/recovery/readiness';
import { highWaterMarkKey } from '../../../../scripts/recovery/vault';
import { manifestKeys, tableKeys, type TableHighWaterMark } from '../../../../scripts/recovery/vault/table';
import { LINK, makeCopies, putJson, SECRETS_MARK, TABLE_MARK } from '../support/copies';
import { told, type Fault, type Planted } from '../support/fault';

/** Another mark in the place of the real one. */
async function marked(
  { primary, recovery, clock }: Survey,
  change: (minutesAgo: (minutes: number) => string) => Partial<TableHighWaterMark>,
): Promise<Planted> {
  const ago = (minutes: number): string => isoTime(clock.now() - minutes * 60_000);
  const mark = { ...TABLE_MARK, ...change(ago) };
  await putJson(recovery, 'changes', highWaterMarkKey(primary.target.region), mark);
  return { mend: () => makeCopies(primary, recovery) };
}

async function without(
  { primary, recovery, names }: Survey,
  purpose: 'changes' | 'exports' | 'secrets',
  Key: string,
): Promise<Planted> {
  const Bucket = names.bucket(purpose, recovery.target.region);
  await recovery.clients.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  return { mend: () => makeCopies(primary, recovery) };
}

const keysOf = ({ primary }: Survey) => tableKeys(primary.target.region, TABLE_MARK.table);

export const VAULT: readonly Fault[] = [
  {
    check: 'vault/table',
    when: 'nobody copied changes for twenty minutes',
    plant: (world) =>
      marked(world, (ago) => ({
        exports: { number: 1, fullNumber: 1, to: ago(25) },
        changes: { number: 1, since: '2026-01-01T00:00:00.000Z', coveredUntil: ago(20) },
      })),
  },
  {
    check: 'vault/table',
    when: 'another table than the live one is copied',
    also: ['vault/chain', 'vault/locked'],
    plant: (world) => marked(world, () => ({ table: 'SyncWellMetadata-restored-2026-01-01' })),
  },
  {
    check: 'vault/chain',
    when: 'an export is gone that the mark tells of',
    also: ['vault/locked'],
    plant: (world) => without(world, 'exports', keysOf(world).link(1)),
  },
  {
    check: 'vault/chain',
    when: 'a link is no longer what was written',
    also: ['vault/locked'],
    async plant(world) {
      await putJson(world.recovery, 'exports', keysOf(world).link(1), { ...LINK, items: 'none' });
      return { mend: () => makeCopies(world.primary, world.recovery) };
    },
  },
  {
    check: 'vault/chain',
    when: 'the last export is two hours old',
    state: 'warning',
    async plant(world) {
      const to = isoTime(world.clock.now() - 120 * 60_000);
      await putJson(world.recovery, 'exports', keysOf(world).link(1), { ...LINK, to });
      return { mend: () => makeCopies(world.primary, world.recovery) };
    },
  },
  {
    check: 'vault/locked',
    when: 'an object of the newest export has no lock',
    plant: ({ recovery }) =>
      told(recovery, 's3', 'GetObjectRetention', (output, { Key }) =>
        Key === manifestKeys(LINK)[1] ? { ...output, Retention: undefined } : output,
      ),
  },
  {
    check: 'vault/settings',
    when: 'nobody kept them',
    plant: (world) => without(world, 'changes', keysOf(world).settings),
  },
  {
    check: 'vault/secrets',
    when: 'the last round is an hour old',
    async plant(world) {
      const { primary, recovery, clock } = world;
      const coveredUntil = isoTime(clock.now() - 60 * 60_000);
      const mark = { ...SECRETS_MARK, coveredUntil };
      await putJson(recovery, 'secrets', highWaterMarkKey(primary.target.region), mark);
      return { mend: () => makeCopies(primary, recovery) };
    },
  },
  {
    check: 'vault/secrets',
    when: 'one could not be read for an hour',
    command: 'npx recover secrets backup',
    async plant(world) {
      const { primary, recovery, clock } = world;
      const mark = { ...SECRETS_MARK, coveredUntil: isoTime(clock.now() - 60 * 60_000), unreadable: 1 };
      await putJson(recovery, 'secrets', highWaterMarkKey(primary.target.region), mark);
      return { mend: () => makeCopies(primary, recovery) };
    },
  },
  {
    check: 'vault/secrets',
    when: 'nothing was ever sealed',
    plant: (world) => without(world, 'secrets', highWaterMarkKey(world.primary.target.region)),
  },
];
