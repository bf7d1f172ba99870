import { marshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '../item';
import { DATA_TYPES } from '../generated-users';
import type { WorkerWrite, SingleChange } from './change';
import { given } from '../../engine/given';

/** What an operation may do; each call may be refused, and then throws. */
export interface Service {
  /** Cloud time, milliseconds since the epoch. */
  now(): number;
  /** 0 to 1. */
  random(): number;
  write(change: WorkerWrite): Promise<void>;
  /** @param owner user and connection whose token it must be, as `seed.ts` writes it */
  readSecret(arn: string, owner: string): Promise<void>;
}

/** Something a user asks for, with the user's items as they were just read. */
export type WorkerOperation = (service: Service, items: readonly Item[]) => Promise<void>;

const LOCK_LIFETIME = 24 * 3_600_000;

/** A sync job: locked against being done twice, with the connection's token, and the time of the next one at its end. */
const sync: WorkerOperation = async (service, items) => {
  const config = pick(service, items.filter(isSyncConfig));
  if (config === undefined) return;
  const connectionId = config.SK?.S?.split('#')[1] ?? '';
  const userId = config.PK?.S?.split('#')[1] ?? '';
  const connection = items.find(({ SK }) => SK?.S === `CONN#${connectionId}`);
  const now = service.now();
  const lock = `IDEM##${config.PK?.S ?? ''}-${Math.floor(now)}-${Math.floor(service.random() * 1e6)}`;
  const ttl = Math.floor((now + LOCK_LIFETIME) / 1000);
  const key = { PK: { S: lock }, SK: { S: lock } };
  await service.write({
    operation: 'lock job',
    put: { ...key, ...marshall({ status: 'INPROGRESS', ttl }) },
    condition: 'attribute_not_exists(PK)',
  });
  const arn = connection?.CredentialArn?.S;
  if (arn !== undefined) await service.readSecret(arn, `${userId}-${connectionId}`);
  await service.write({
    operation: 'schedule next sync',
    ...locked(config, 'SET NextSyncTimestamp = :next', {
      ':next': { S: new Date(now + 3_600_000).toISOString() },
    }),
  });
  // Most locks stay until their time is over; a job that was called off takes its lock with it.
  if (service.random() < 0.3) {
    await service.write({ operation: 'call job off', remove: key });
    return;
  }
  await service.write({
    operation: 'complete job',
    update: { key, expression: 'SET #status = :completed' },
    names: { '#status': 'status' },
    values: { ':completed': { S: 'COMPLETED' } },
  });
};

const toggle: WorkerOperation = async (service, items) => {
  const config = pick(service, items.filter(isSyncConfig));
  if (config === undefined) return;
  await service.write({
    operation: 'toggle sync',
    ...locked(config, 'SET IsEnabled = :enabled', { ':enabled': { BOOL: config.IsEnabled?.BOOL !== true } }),
  });
};

/** A provider takes a token back, or the user signs in there again: the connection enters or leaves the sparse index. */
const reauthenticate: WorkerOperation = async (service, items) => {
  const connection = pick(
    service,
    items.filter(({ SK }) => SK?.S?.startsWith('CONN#')),
  );
  if (connection === undefined) return;
  const waits = connection.ReAuthStatus !== undefined;
  await service.write({
    operation: waits ? 'sign in again' : 'ask to sign in again',
    update: {
      key: identityOf(connection),
      expression: waits
        ? 'SET #status = :status REMOVE ReAuthStatus'
        : 'SET #status = :status, ReAuthStatus = :status',
    },
    names: { '#status': 'Status' },
    values: { ':status': { S: waits ? 'active' : 'needs_reauth' } },
    condition: 'attribute_exists(PK)',
  });
};

/** A user wants another kind of data synced as well. */
const addSync: WorkerOperation = async (service, items) => {
  const config = pick(service, items.filter(isSyncConfig));
  const connection = config?.SK?.S?.split('#')[1] ?? '';
  const type = pick(
    service,
    DATA_TYPES.filter((one) => items.every(({ SK }) => SK?.S !== `SYNCCONFIG#${connection}##${one}`)),
  );
  const level = items.find(({ SK }) => SK?.S === 'PROFILE')?.SubscriptionLevel?.S;
  if (config === undefined || type === undefined || !isLevel(level)) return;
  await service.write({
    operation: 'add sync',
    put: {
      ...identityOf({ ...config, SK: { S: `SYNCCONFIG#${connection}##${type}` } }),
      ...marshall({
        ConflictStrategy: 'newest_wins',
        IsEnabled: true,
        SyncTierShardId: `${level}#0`,
        NextSyncTimestamp: new Date(service.now()).toISOString(),
        version: 1,
      }),
    },
    condition: 'attribute_not_exists(PK)',
  });
};

/** A subscription begins or ends: profile and syncs change together, from the versions that were read. */
const changePlan: WorkerOperation = async (service, items) => {
  const profile = items.find(({ SK }) => SK?.S === 'PROFILE');
  const level = profile?.SubscriptionLevel?.S;
  if (profile === undefined || !isLevel(level)) return;
  const other = level === 'FREE' ? 'PRO' : 'FREE';
  await service.write({
    operation: 'change plan',
    together: [
      { operation: 'change plan', ...raised(profile, { SubscriptionLevel: { S: other } }) },
      ...items.filter(isSyncConfig).map((config) => {
        const shard = config.SyncTierShardId?.S?.split('#')[1] ?? '0';
        return {
          operation: 'move sync',
          ...raised(config, { SyncTierShardId: { S: `${other}#${shard}` } }),
        };
      }),
    ],
  });
};

/** A user takes a provider away: the connection goes with its only sync. */
const disconnect: WorkerOperation = async (service, items) => {
  const alone = items.filter(({ SK }) => {
    const prefix = `SYNCCONFIG#${SK?.S?.slice('CONN#'.length) ?? ''}##`;
    return (
      SK?.S?.startsWith('CONN#') === true && items.filter((one) => one.SK?.S?.startsWith(prefix)).length === 1
    );
  });
  const connection = pick(service, alone);
  if (connection === undefined) return;
  const prefix = `SYNCCONFIG#${connection.SK?.S?.slice('CONN#'.length) ?? ''}##`;
  const gone = items.filter((one) => one === connection || one.SK?.S?.startsWith(prefix));
  await service.write({
    operation: 'disconnect',
    together: gone.map((item) => ({ operation: 'disconnect', remove: identityOf(item) })),
  });
};

/** Most users only look. */
const look: WorkerOperation = () => Promise.resolve();

const SHARES: readonly (readonly [number, WorkerOperation])[] = [
  [0.43, sync],
  [0.18, toggle],
  [0.1, reauthenticate],
  [0.05, changePlan],
  [0.03, addSync],
  [0.03, disconnect],
  [0.18, look],
];

/**
 * What the next user asks for.
 *
 * @param random 0 to 1
 * @param options.leaving whether users take providers away. Not before the damage: of a single deletion right before
 * it nobody can tell from the data that it was no part of it, and a search for the second of the damage goes back to it
 */
export function operationFor(random: number, options: { readonly leaving: boolean }): WorkerOperation {
  let left = random;
  for (const [share, operation] of SHARES) {
    if (left < share) return operation === disconnect && !options.leaving ? look : operation;
    left -= share;
  }
  return look;
}

export function identityOf({ PK, SK }: Item): Item {
  return { ...given({ PK, SK }) };
}

export function pick<Value>(
  { random }: Pick<Service, 'random'>,
  values: readonly Value[],
): Value | undefined {
  return values[Math.floor(random() * values.length)];
}

export function isSyncConfig({ SK, version }: Item): boolean {
  return SK?.S?.startsWith('SYNCCONFIG#') === true && version?.N !== undefined;
}

function isLevel(level: string | undefined): level is 'FREE' | 'PRO' {
  return level === 'FREE' || level === 'PRO';
}

/** The whole item with some attributes changed and its version raised, only from the version that was read. */
function raised(item: Item, changes: Item): Omit<Extract<SingleChange, { readonly put: Item }>, 'operation'> {
  const version = item.version ?? { N: '0' };
  return {
    put: { ...item, ...changes, version: { N: String(Number(version.N) + 1) } },
    condition: 'version = :version',
    values: { ':version': version },
  };
}

/** An update that succeeds only while nobody else has written the item, and raises its version. */
function locked(
  item: Item,
  expression: string,
  values: Item,
): Omit<Extract<SingleChange, { readonly update: object }>, 'operation'> {
  return {
    update: { key: identityOf(item), expression: `${expression}, version = version + :one` },
    values: { ...values, ':one': { N: '1' }, ':version': item.version ?? { N: '0' } },
    condition: 'version = :version',
  };
}
