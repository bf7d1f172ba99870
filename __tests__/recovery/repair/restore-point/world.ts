import { marshall } from '@aws-sdk/util-dynamodb';
import type { PlainItem } from '../../../../scripts/drill/generated-users';
import type { Action } from '../../../../scripts/recovery/aws/action';
import {
  findRestorePoint,
  type FindRestorePointProps,
} from '../../../../scripts/recovery/repair/restore-point/find-restore-point';
import type { RestorePointFindings } from '../../../../scripts/recovery/repair/restore-point/findings';
import { loadRules } from '../../../../scripts/recovery/items/rules';
import { MemoryStream } from '../../stream/memory-stream';
import { credentialArn, target, userItems } from '../../validation/world';

export const TABLE = 'SyncWellMetadata';
export const START = Date.UTC(2026, 0, 1);
export const SECOND = 1000;
export const HOUR = 3_600_000;

/** What the table's own descriptions say. */
export interface Description {
  readonly stream?: string | null;
  readonly recovery?: boolean;
  /** Hours since the start. */
  readonly earliest?: number;
}

/** A table with a history: users that use the service, and damage that is done to some. */
export class World {
  readonly stream: MemoryStream;
  readonly rules = loadRules();
  description: Description = {};

  constructor(users: number, roots = 2) {
    this.stream = new MemoryStream(START, roots);
    this.stream.pageSize = 40;
    for (const item of userItems(users)) this.write(item);
  }

  get now(): number {
    return this.stream.clock.now();
  }

  get users(): string[] {
    return [...new Set(this.items().map(({ PK }) => String(PK)))].filter((PK) => PK.startsWith('USER#'));
  }

  /** The items of a user as they are, or all. */
  items(PK?: string): PlainItem[] {
    return this.stream.items().filter((item) => PK === undefined || item.PK === PK);
  }

  write(item: PlainItem): void {
    this.stream.write(item, { at: this.now });
  }

  remove(item: PlainItem): void {
    this.stream.write(item, { at: this.now, remove: true });
  }

  pass(seconds: number): Promise<void> {
    return this.stream.clock.sleep(seconds * SECOND);
  }

  /** So much good time that nobody doubts. */
  async goodTime(minutes = 15): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      await this.pass(60);
      const PK = this.users[minute % this.users.length]!;
      this.raise(this.items(PK).find(({ SK }) => SK === 'PROFILE')!);
    }
  }

  /** An update as the service makes it. */
  raise(item: PlainItem, change: PlainItem = {}): void {
    const version = typeof item.version === 'number' ? { version: item.version + 1 } : {};
    this.write({ ...item, ...version, ...change });
  }

  find(props: Pick<FindRestorePointProps, 'since' | 'until' | 'vault'> = {}): Promise<RestorePointFindings> {
    return findRestorePoint(this.action, { table: TABLE, rules: this.rules, ...props });
  }

  get action(): Action {
    const { action } = this.stream;
    const dynamodb = { send: (command: Command) => Promise.resolve(this.answer(command)) };
    const clients = { ...action.clients, dynamodb };
    return { ...action, clients, target, progress: () => undefined } as unknown as Action;
  }

  private answer({ constructor: { name }, input }: Command): unknown {
    const { stream = 'NEW_AND_OLD_IMAGES', recovery = true, earliest = 0 } = this.description;
    if (name === 'DescribeTableCommand') {
      const spec = stream === null ? {} : { StreamEnabled: true, StreamViewType: stream };
      return { Table: { StreamSpecification: spec, ...(stream !== null && { LatestStreamArn: 'arn' }) } };
    }
    if (name === 'DescribeContinuousBackupsCommand') {
      const PointInTimeRecoveryDescription = {
        PointInTimeRecoveryStatus: recovery ? 'ENABLED' : 'DISABLED',
        EarliestRestorableDateTime: new Date(START + earliest * HOUR),
        LatestRestorableDateTime: new Date(this.now - 300_000),
      };
      return { ContinuousBackupsDescription: { PointInTimeRecoveryDescription } };
    }
    if (name === 'GetItemCommand') {
      const { PK, SK } = input.Key as { PK: { S: string }; SK: { S: string } };
      const item = this.stream.item(PK.S, SK.S);
      return item === undefined ? {} : { Item: marshall({ PK: item.PK }) };
    }
    if (name !== 'QueryCommand') throw new Error(`nobody answers ${name}`);
    const values = input.ExpressionAttributeValues as { ':partition': { S: string } };
    return { Items: this.items(values[':partition'].S).map(({ PK, SK }) => marshall({ PK, SK })) };
  }
}

interface Command {
  readonly constructor: { readonly name: string };
  readonly input: Readonly<Record<string, unknown>>;
}

/** Something that a release with a bug does, and that a rule sees; undefined when there is nothing of the kind to hit. */
export type Damage = (world: World, random: (below: number) => number) => boolean;

const hit =
  (fits: (item: PlainItem) => boolean, change: (world: World, item: PlainItem) => void): Damage =>
  (world, random) => {
    const possible = world.items().filter(fits);
    const item = possible[random(Math.max(1, possible.length))];
    if (item === undefined) return false;
    change(world, item);
    return true;
  };

const is =
  (prefix: string) =>
  (item: PlainItem): boolean =>
    String(item.SK).startsWith(prefix);
const referred = (world: World, { PK, SK }: PlainItem): boolean =>
  world.items(String(PK)).some((other) => other.SK !== SK && (SK === 'PROFILE' || isSyncOf(other, SK)));
const isSyncOf = (item: PlainItem, SK: unknown): boolean =>
  String(item.SK).startsWith(`SYNCCONFIG#${String(SK).slice('CONN#'.length)}##`);

export const DAMAGES: Readonly<Record<string, Damage>> = {
  'a number where a text was': hit(is('PROFILE'), (world, item) => {
    world.raise(item, { CreatedAt: 20250101 });
  }),
  'another time when it was made': hit(is('PROFILE'), (world, item) => {
    world.raise(item, { CreatedAt: '2020-02-02T00:00:00Z' });
  }),
  'a subscription that does not exist': hit(is('PROFILE'), (world, item) => {
    world.raise(item, { SubscriptionLevel: 'GOLD' });
  }),
  'a version that goes back': hit(
    ({ version }) => Number(version) > 2,
    (world, item) => {
      world.write({ ...item, version: 1 });
    },
  ),
  'a version that jumps': hit(is('SYNCCONFIG#'), (world, item) => {
    world.write({ ...item, version: Number(item.version) + 7 });
  }),
  'a version that stands still': hit(is('SYNCCONFIG#'), (world, item) => {
    world.write({ ...item, IsEnabled: item.IsEnabled !== true });
  }),
  "another user's credential": hit(is('CONN#'), (world, item) => {
    world.write({ ...item, CredentialArn: credentialArn('u9999999', 'c1') });
  }),
  'a key of no entity': hit(is('PROFILE'), (world, item) => {
    world.write({ PK: item.PK!, SK: `NOTES#${world.now}` });
  }),
  'a sync of a connection that does not exist': hit(is('SYNCCONFIG#'), (world, item) => {
    world.write({ ...item, SK: `SYNCCONFIG#gone${world.now}##steps` });
  }),
  'a user without a profile': (world, random) =>
    hit(
      (item) => item.SK === 'PROFILE' && referred(world, item),
      (_, item) => {
        world.remove(item);
      },
    )(world, random),
  'a sync without its connection': (world, random) =>
    hit(
      (item) => is('CONN#')(item) && referred(world, item),
      (_, item) => {
        world.remove(item);
      },
    )(world, random),
};
