import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  PutItemCommand,
  RestoreTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
  type CreateTableCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { generateUsers, itemsOf, type PlainItem } from '../../../scripts/drill/generated-users';
import { createInProcessCloud } from '../../../scripts/local-cloud/in-process';
import type { Action } from '../../../scripts/recovery/aws/action';
import { connect, type Clients } from '../../../scripts/recovery/aws/clients';
import { targetOf } from '../../../scripts/recovery/aws/target';
import { keyOf, keyText, type Item } from '../../../scripts/recovery/items/item';
import type { ValidationReport, ValidationRequest } from '../../../scripts/recovery/validation/report';
import { loadRules } from '../../../scripts/recovery/items/rules';
import { validateTable } from '../../../scripts/recovery/validation/validate';
import { loadSettings } from '../../../settings';
import { VirtualClock } from '../../support/virtual-clock';

export const SOURCE = 'SyncWellMetadata';
export const RESTORED = 'SyncWellMetadata-restored-2026-01-01';

export const target = targetOf(loadSettings({ env: { SYNCWELL_ENV: 'drill' } }));
const { names, region } = target;

export function credentialArn(userId: string, connectionId: string, suffix = 'AbC123'): string {
  const name = names.userSecret(userId, connectionId);
  return `arn:aws:secretsmanager:${region}:${names.accountId}:secret:${name}-${suffix}`;
}

/** Items of users as the service has them. */
export function userItems(count: number, seed = 1): PlainItem[] {
  return generateUsers({ count, seed }).flatMap((user) => itemsOf(user, credentialArn));
}

export function lock(key: string, ttlMilliseconds: number): PlainItem {
  const text = `IDEM##${key}`;
  return { PK: text, SK: text, status: 'COMPLETED', ttl: Math.floor(ttlMilliseconds / 1000) };
}

export type TableInput = CreateTableCommandInput;

/** A local cloud in this process, on a clock of its own, with an empty source table. */
export class World {
  readonly clock = new VirtualClock(Date.UTC(2026, 0, 1));
  readonly clients: Clients;
  readonly action: Action;
  /** The items of the source now, by key. */
  readonly items = new Map<string, Item>();

  private constructor(latency: number) {
    const { requestHandler } = createInProcessCloud({ clock: this.clock, latency: () => latency });
    this.clients = connect(target, {
      clock: this.clock,
      requestHandler: requestHandler as never,
      endpoint: 'http://in-process',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    this.action = {
      target,
      clients: this.clients,
      clock: this.clock,
      signal: new AbortController().signal,
      progress: () => undefined,
    };
  }

  /** @param latency milliseconds that a request, and again its answer, are under way */
  static async create({ latency = 0 }: { readonly latency?: number } = {}): Promise<World> {
    const world = new World(latency);
    await world.makeTable(SOURCE);
    await world.clients.dynamodb.send(
      new UpdateContinuousBackupsCommand({
        TableName: SOURCE,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    await world.clock.sleep(60_000);
    return world;
  }

  async makeTable(TableName: string, change: (input: TableInput) => TableInput = (input) => input) {
    const index = (IndexName: string, partition: string, sort: string) => ({
      IndexName,
      KeySchema: keys(partition, sort),
      Projection: { ProjectionType: 'ALL' as const },
    });
    await this.clients.dynamodb.send(
      new CreateTableCommand(
        change({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          KeySchema: keys('PK', 'SK'),
          AttributeDefinitions: texts('PK', 'SK', 'ReAuthStatus', 'SyncTierShardId', 'NextSyncTimestamp'),
          GlobalSecondaryIndexes: [
            index(names.reauthIndex, 'ReAuthStatus', 'PK'),
            index(names.scheduleIndex, 'SyncTierShardId', 'NextSyncTimestamp'),
          ],
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
          SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: keyArn('1') },
        }),
      ),
    );
  }

  async put(item: PlainItem): Promise<void> {
    const Item = marshall(item);
    await this.clients.dynamodb.send(new PutItemCommand({ TableName: SOURCE, Item }));
    this.items.set(keyText(keyOf(Item)), Item);
  }

  async remove(PK: string, SK: string): Promise<void> {
    const Key = marshall({ PK, SK });
    await this.clients.dynamodb.send(new DeleteItemCommand({ TableName: SOURCE, Key }));
    this.items.delete(keyText({ PK, SK }));
  }

  async putAll(items: readonly PlainItem[]): Promise<void> {
    const marshalled = items.map((item) => marshall(item));
    await this.fill(SOURCE, marshalled);
    for (const item of marshalled) this.items.set(keyText(keyOf(item)), item);
  }

  async fill(table: string, items: readonly Item[]): Promise<void> {
    for (let start = 0; start < items.length; start += 25) {
      await this.clients.dynamodb.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [table]: items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } })),
          },
        }),
      );
    }
  }

  /** Waits until a second begins, some milliseconds in. @returns the second, in milliseconds */
  async nextSecond(milliseconds = 0): Promise<number> {
    const second = Math.floor(this.clock.now() / 1000) * 1000 + 2000;
    await this.clock.sleep(second + milliseconds - this.clock.now());
    return second;
  }

  /** A restore of the source by the service itself, to the very end. @param at milliseconds */
  async restore(at: number): Promise<void> {
    await this.clock.sleep(400_000);
    await this.clients.dynamodb.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: SOURCE,
        TargetTableName: RESTORED,
        RestoreDateTime: new Date(at),
      }),
    );
    const isActive = async () => {
      const describe = new DescribeTableCommand({ TableName: RESTORED });
      // A table that was asked for is not there at once.
      const answer = await this.clients.dynamodb.send(describe).catch(() => undefined);
      const { TableStatus, GlobalSecondaryIndexes: indexes = [] } = answer?.Table ?? {};
      return TableStatus === 'ACTIVE' && indexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE');
    };
    while (!(await isActive())) await this.clock.sleep(60_000);
  }

  /** @param at milliseconds */
  validate(at: number, request: Partial<ValidationRequest> = {}): Promise<ValidationReport> {
    return validateTable(this.action, {
      table: RESTORED,
      rules: loadRules(),
      against: { source: SOURCE, at: new Date(at).toISOString() },
      segments: 3,
      ...request,
    });
  }
}

export function keyArn(digit: string): string {
  return `arn:aws:kms:${region}:${names.accountId}:key/${digit.repeat(8)}-2222-3333-4444-555555555555`;
}

export function keys(partition: string, sort: string): NonNullable<TableInput['KeySchema']> {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
}

export function texts(...attributes: string[]): NonNullable<TableInput['AttributeDefinitions']> {
  return attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
}

export const INDEXES = { reauth: names.reauthIndex, schedule: names.scheduleIndex };

/** Status by level, without those that were not asked for. */
export function statuses({ levels }: ValidationReport): Record<string, string> {
  return Object.fromEntries(
    levels.filter(({ status }) => status !== 'skipped').map(({ level, status }) => [level, status]),
  );
}
