import type { Item } from '../../../../../scripts/recovery/items/item';
import { item, type Model } from './model';

type Random = () => number;
type Act = (model: Model, random: Random) => void;

export const REGION = 'us-east-1';
export const ACCOUNT = '123456789012';
const TYPES = ['workout', 'steps'];

function arn(user: string, connection: string): string {
  return `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:syncwell/drill/users/${user}/connections/${connection}/token-AbCdEf`;
}

/** A user with two connections, as the service makes them. */
export function userItems(user: string): Map<string, Item> {
  const PK = `USER#${user}`;
  const made = [
    item(PK, 'PROFILE', { SubscriptionLevel: 'FREE', CreatedAt: '2026-01-01T00:00:00Z', version: 3 }),
    ...['c1', 'c2'].flatMap((connection) => connectionItems(user, connection, 'FREE')),
  ];
  return new Map(made.map((one) => [one.SK?.S ?? '', one]));
}

function connectionItems(user: string, connection: string, level: string): Item[] {
  const PK = `USER#${user}`;
  return [
    item(PK, `CONN#${connection}`, { Status: 'active', CredentialArn: arn(user, connection) }),
    ...TYPES.map((type) =>
      item(PK, `SYNCCONFIG#${connection}##${type}`, {
        ConflictStrategy: 'source_wins',
        IsEnabled: true,
        SyncTierShardId: `${level}#1`,
        NextSyncTimestamp: '2026-01-01T00:00:00Z',
        version: 1,
      }),
    ),
  ];
}

function pick<Value>(values: readonly Value[], random: Random): Value | undefined {
  return values[Math.floor(random() * values.length)];
}

const sorts = ({ items }: Model, prefix: string): string[] =>
  [...items.keys()].filter((sort) => sort.startsWith(prefix));

function change(
  model: Model,
  sort: string | undefined,
  by: 'good' | 'bad',
  edit: (found: Item) => Item,
): void {
  const found = sort === undefined ? undefined : model.items.get(sort);
  if (sort !== undefined && found !== undefined) model.write(sort, edit(found), by);
}

const raised = (found: Item): Item => ({
  ...found,
  version: { N: String(Number(found.version?.N ?? 0) + 1) },
});
const without = (found: Item, name: string): Item =>
  Object.fromEntries(Object.entries(found).filter(([one]) => one !== name));

/** What users ask for, right whatever the items look like. */
const GOOD: readonly Act[] = [
  (model, random) => {
    const next = { S: new Date(model.clock.now + 3_600_000).toISOString() };
    change(model, pick(sorts(model, 'SYNC'), random), 'good', (found) => ({
      ...raised(found),
      NextSyncTimestamp: next,
    }));
  },
  (model, random) => {
    change(model, pick(sorts(model, 'SYNC'), random), 'good', (found) => ({
      ...raised(found),
      IsEnabled: { BOOL: found.IsEnabled?.BOOL !== true },
    }));
  },
  (model, random) => {
    change(model, pick(sorts(model, 'CONN'), random), 'good', (found) =>
      found.ReAuthStatus === undefined
        ? { ...found, Status: { S: 'needs_reauth' }, ReAuthStatus: { S: 'needs_reauth' } }
        : { ...without(found, 'ReAuthStatus'), Status: { S: 'active' } },
    );
  },
  // Transactions: a connection with all that belongs to it comes, or goes.
  (model, random) => {
    const id = `c${3 + Math.floor(random() * 3)}`;
    const level = model.items.get('PROFILE')?.SubscriptionLevel?.S;
    if (model.items.has(`CONN#${id}`) || (level !== 'FREE' && level !== 'PRO')) return;
    if (sorts(model, `SYNCCONFIG#${id}#`).length > 0) return;
    for (const made of connectionItems(model.PK.slice(5), id, level))
      model.write(made.SK?.S ?? '', made, 'good');
  },
  (model, random) => {
    const connection = pick(sorts(model, 'CONN'), random);
    if (connection === undefined) return;
    const configs = sorts(model, `SYNCCONFIG#${connection.slice(5)}#`);
    for (const sort of [connection, ...configs]) model.write(sort, undefined, 'good');
  },
  // The subscription changes, and every sync moves to a shard of the other tier.
  (model) => {
    const level = model.items.get('PROFILE')?.SubscriptionLevel?.S;
    if (level !== 'FREE' && level !== 'PRO') return;
    const other = level === 'FREE' ? 'PRO' : 'FREE';
    change(model, 'PROFILE', 'good', (found) => ({ ...raised(found), SubscriptionLevel: { S: other } }));
    for (const sort of sorts(model, 'SYNC')) {
      change(model, sort, 'good', (found) => ({ ...raised(found), SyncTierShardId: { S: `${other}#1` } }));
    }
  },
];

/** What a release with a bug does. */
const BAD: readonly Act[] = [
  (model) => {
    change(model, 'PROFILE', 'bad', (found) => ({ ...found, SubscriptionLevel: { S: 'GOLD' } }));
  },
  (model, random) => {
    change(model, pick(sorts(model, 'SYNC'), random), 'bad', (found) => ({
      ...found,
      IsEnabled: { S: 'yes' },
    }));
  },
  (model, random) => {
    change(model, pick(sorts(model, 'SYNC'), random), 'bad', (found) => ({ ...found, version: { N: '0' } }));
  },
  (model, random) => {
    change(model, pick(sorts(model, 'SYNC'), random), 'bad', (found) => without(found, 'ConflictStrategy'));
  },
  (model, random) => {
    change(model, pick(sorts(model, 'CONN'), random), 'bad', (found) => without(found, 'CredentialArn'));
  },
  (model, random) => {
    change(model, pick(sorts(model, 'CONN'), random), 'bad', (found) => ({
      ...found,
      CredentialArn: { S: arn('somebody-else', 'c1') },
    }));
  },
  (model, random) => {
    const sort = `JUNK#${Math.floor(random() * 3)}`;
    model.write(sort, item(model.PK, sort, { x: 1 }), 'bad');
  },
  (model, random) => {
    const found = model.items.get(pick(sorts(model, 'SYNC'), random) ?? '');
    const sort = 'SYNCCONFIG#c99##steps';
    if (found !== undefined && !model.items.has(sort))
      model.write(sort, { ...found, SK: { S: sort } }, 'bad');
  },
  (model, random) => {
    const sort = pick([...model.items.keys()], random);
    if (sort !== undefined) model.write(sort, undefined, 'bad');
  },
];

/** One thing that happens in the service, a second or so after the one before. @param badShare 0 to 1 */
export function act(model: Model, random: Random, badShare: number): void {
  model.clock.now += 200 + Math.floor(random() * 5_000);
  pick(random() < badShare ? BAD : GOOD, random)?.(model, random);
}
