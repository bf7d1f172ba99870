import { DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { PlainItem } from '../../../../../scripts/drill/generated-users';
import type { Action } from '../../../../../scripts/recovery/aws/action';
import { credentialArn, lock, SOURCE, type World } from '../../../validation/world';

/** Plain items by key. */
export type Contents = Readonly<Record<string, PlainItem>>;

const of = (userId: string) => ({
  profile: {
    PK: `USER#${userId}`,
    SK: 'PROFILE',
    SubscriptionLevel: 'FREE',
    CreatedAt: '2025-01-01T00:00:00Z',
    version: 1,
  },
  connection: {
    PK: `USER#${userId}`,
    SK: 'CONN#c1',
    Status: 'active',
    CredentialArn: credentialArn(userId, 'c1'),
  },
  config: {
    PK: `USER#${userId}`,
    SK: 'SYNCCONFIG#c1##steps',
    ConflictStrategy: 'source_wins',
    IsEnabled: true,
    SyncTierShardId: 'FREE#1',
    NextSyncTimestamp: '2026-01-01T00:00:00Z',
    version: 1,
  },
});

export const [ada, bob, eve] = [of('u1'), of('u2'), of('u3')] as const;
export const START: readonly PlainItem[] = [ada, bob, eve].flatMap(Object.values);
const LATER = '2026-01-01T05:00:00Z';

/** Users do right, and a release wrong, in the source; @returns the second before all of it, ISO 8601 */
export async function interleave(world: World): Promise<string> {
  await world.putAll(START);
  const since = await world.nextSecond();
  await world.nextSecond(500);
  await world.clock.sleep(2_000);
  const soon = world.clock.now() + 24 * 3_600_000;
  // Ada: right, then wrong, then right on top of it.
  await world.put({ ...ada.config, IsEnabled: false, version: 2 });
  await world.put({ ...ada.config, IsEnabled: 'yes', version: 2 });
  await world.put({ ...ada.config, IsEnabled: 'yes', NextSyncTimestamp: LATER, version: 3 });
  // Bob: the profile goes, by a bad write; a lock comes, and another comes and goes, by right ones.
  await world.remove(bob.profile.PK, bob.profile.SK);
  await world.put(lock('job-1', soon));
  await world.put(lock('job-2', soon));
  await world.remove('IDEM##job-2', 'IDEM##job-2');
  // Eve: the credential is somebody else's, and a person has to say whose the new status is.
  await world.put({ ...eve.connection, CredentialArn: credentialArn('u9', 'c1') });
  await world.put({ ...eve.profile, CreatedAt: 'never', version: 2 });
  await world.put({ ...eve.profile, CreatedAt: '2026-01-01T00:00:00Z', version: 3 });
  await world.put({ PK: eve.profile.PK, SK: 'JUNK#1', x: 1 });
  await world.clock.sleep(3_000);
  return `${new Date(since).toISOString().slice(0, 19)}Z`;
}

export const LATER_CONFIG = { ...ada.config, IsEnabled: false, NextSyncTimestamp: LATER, version: 3 };

export async function contentsOf(world: World, TableName: string = SOURCE): Promise<Contents> {
  const { Items = [] } = await world.clients.dynamodb.send(
    new ScanCommand({ TableName, ConsistentRead: true }),
  );
  const items = Items.map((item) => unmarshall(item) as PlainItem);
  return Object.fromEntries(items.map((item) => [`${String(item.PK)} ${String(item.SK)}`, item]));
}

/** Makes a table what it was. */
export async function reset(world: World, table: string, contents: Contents): Promise<void> {
  for (const key of Object.keys(await contentsOf(world, table))) {
    const [PK = '', SK = ''] = key.split(' ');
    if (contents[key] === undefined)
      await world.clients.dynamodb.send(
        new DeleteItemCommand({ TableName: table, Key: { PK: { S: PK }, SK: { S: SK } } }),
      );
  }
  await world.fill(
    table,
    Object.values(contents).map((item) => marshall(item)),
  );
}

/** Calls of GetRecords that may be the last of a run. */
const LOOKS = 4;

/** A process that is killed at one of its calls, which the cloud may still carry out. */
export function mortal(action: Action, at: number, carriedOut: boolean): Action & { calls: () => number } {
  let calls = 0;
  let looks = 0;
  // Reading the stream writes nothing: after the first ones, each death in it is like the one before.
  const isAnotherLook = (command: object): boolean =>
    command.constructor.name === 'GetRecordsCommand' && (looks += 1) > LOOKS;
  const dying = <Client extends { send(command: never): Promise<unknown> }>(client: Client): Client =>
    new Proxy(client, {
      get: (target, name, receiver) => {
        if (name !== 'send') return Reflect.get(target, name, receiver) as unknown;
        return async (command: never) => {
          if (isAnotherLook(command)) return target.send(command);
          calls += 1;
          if (calls < at) return target.send(command);
          if (calls === at && carriedOut) await target.send(command);
          throw new Error('killed');
        };
      },
    });
  const { dynamodb, streams } = action.clients;
  return {
    ...action,
    clients: { ...action.clients, dynamodb: dying(dynamodb), streams: dying(streams) },
    calls: () => calls,
  };
}
