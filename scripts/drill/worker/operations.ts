import { marshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '../item';
import type { Change } from './change';

/** What an operation may do; each call may be refused, and then throws. */
export interface Service {
  /** Cloud time, milliseconds since the epoch. */
  now(): number;
  /** 0 to 1. */
  random(): number;
  write(change: Change): Promise<void>;
  /** @param owner user and connection whose token it must be, as `seed.ts` writes it */
  readSecret(arn: string, owner: string): Promise<void>;
}

/** Something a user asks for, with the user's items as they were just read. */
export type Operation = (service: Service, items: readonly Item[]) => Promise<void>;

const LOCK_LIFETIME = 24 * 3_600_000;

/** A sync job: locked against being done twice, with the connection's token, and the time of the next one at its end. */
const sync: Operation = async (service, items) => {
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

const toggle: Operation = async (service, items) => {
  const config = pick(service, items.filter(isSyncConfig));
  if (config === undefined) return;
  await service.write({
    operation: 'toggle sync',
    ...locked(config, 'SET IsEnabled = :enabled', { ':enabled': { BOOL: config.IsEnabled?.BOOL !== true } }),
  });
};

/** A provider takes a token back, or the user signs in there again: the connection enters or leaves the sparse index. */
const reauthenticate: Operation = async (service, items) => {
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

/** Most users only look. */
const look: Operation = () => Promise.resolve();

const SHARES: readonly (readonly [number, Operation])[] = [
  [0.45, sync],
  [0.2, toggle],
  [0.1, reauthenticate],
  [0.25, look],
];

/** What the next user asks for. @param random 0 to 1 */
export function operationFor(random: number): Operation {
  let left = random;
  for (const [share, operation] of SHARES) {
    if (left < share) return operation;
    left -= share;
  }
  return look;
}

export function identityOf({ PK, SK }: Item): Item {
  return { ...(PK === undefined ? {} : { PK }), ...(SK === undefined ? {} : { SK }) };
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

/** An update that succeeds only while nobody else has written the item, and raises its version. */
function locked(
  item: Item,
  expression: string,
  values: Item,
): Omit<Extract<Change, { readonly update: object }>, 'operation'> {
  return {
    update: { key: identityOf(item), expression: `${expression}, version = version + :one` },
    values: { ...values, ':one': { N: '1' }, ':version': item.version ?? { N: '0' } },
    condition: 'version = :version',
  };
}
