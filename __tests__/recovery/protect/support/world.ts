import {
  DeleteItemCommand,
  PutItemCommand,
  ScanCommand,
  type ScanCommandOutput,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { createInProcessCloud, type InProcessCloudProps } from '../../../../scripts/local-cloud/in-process';
import { connect, type Clients } from '../../../../scripts/recovery/aws/clients';
import type { readRecoveryPoints } from '../../../../scripts/recovery/readiness';
import { targetOf, type Target } from '../../../../scripts/recovery/aws/target';
import { connectProtection, type ProtectAction } from '../../../../scripts/recovery/protect/connection';
import { protectTable, type ProtectResult } from '../../../../scripts/recovery/protect/protect-table';
import { vaultOfBackup } from '../../../../scripts/recovery/vault';
import { connectSecrets, type SecretsAction } from '../../../../scripts/recovery/vault/secrets';
import { loadSettings } from '../../../../settings';
import { makeRuntimeConfig } from '../../../support/furnished-cloud/runtime-config';
import { makeTable } from '../../../support/furnished-cloud/table';
import { killedCalls, type Kill } from '../../../support/killed-calls';
import { VirtualClock } from '../../../support/virtual-clock';

const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
export const TARGET = targetOf(settings, 'primary');
export const PLACE = vaultOfBackup(TARGET);
export const { names } = TARGET;
export const TABLE = settings.table.primary.activeName;
export const MINUTE = 60_000;
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** What readiness takes to see how fresh copies are. @param clients of the region that they lie in */
export function copiesOf(
  target: Target,
  clock: VirtualClock,
  clients: Pick<Clients, 's3' | 'dynamodb'>,
): Parameters<typeof readRecoveryPoints>[0] {
  const { names, settings } = target;
  const recovery = { target: targetOf(settings, 'recovery'), clients };
  return {
    settings,
    names,
    clock,
    serving: 'primary',
    primary: { target, clients },
    recovery,
    seen: new Map(),
  };
}

export type Item = Record<string, AttributeValue>;

/** Two regions in this process, on a clock of their own: one with a live table, and one with the vault. */
export class World {
  readonly clock = new VirtualClock(Date.UTC(2026, 2, 1));
  readonly cloud: ReturnType<typeof createInProcessCloud>;
  readonly said: string[] = [];
  /** Calls that the last mortal process made. */
  calls = 0;
  readonly action: ProtectAction;

  private constructor(props: Omit<InProcessCloudProps, 'clock'>) {
    this.cloud = createInProcessCloud({ clock: this.clock, ...props });
    this.action = this.act();
  }

  static async create(props: Omit<InProcessCloudProps, 'clock'> = {}): Promise<World> {
    const world = new World(props);
    const { clients, vault } = world.action;
    await makeTable(clients, TARGET, TABLE);
    await makeRuntimeConfig(clients, TARGET, TABLE);
    for (const purpose of ['exports', 'changes', 'secrets'] as const) {
      const Bucket = names.bucket(purpose, PLACE.region);
      await vault.changes.s3.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    }
    await world.makeKey();
    return world;
  }

  act(kill?: Kill, signal = new AbortController().signal): ProtectAction {
    const requestHandler = kill === undefined ? this.cloud.requestHandler : this.callsUntil(kill);
    const props = { requestHandler: requestHandler as never, endpoint: 'http://in-process', credentials };
    const clients = connect(TARGET, { ...props, clock: this.clock, random: () => 0 });
    const progress = (text: string): void => {
      this.said.push(text);
    };
    return connectProtection({ target: TARGET, clients, clock: this.clock, signal, progress }, PLACE, props);
  }

  secrets(): SecretsAction {
    return connectSecrets(this.action, PLACE, this.connecting);
  }

  private get connecting() {
    const requestHandler = this.cloud.requestHandler as never;
    return { requestHandler, endpoint: 'http://in-process', credentials };
  }

  private async makeKey(): Promise<void> {
    const kms = new KMSClient({ region: PLACE.region, ...this.connecting });
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new CreateAliasCommand({ AliasName: names.keyAlias, TargetKeyId: KeyMetadata?.KeyId }));
  }

  private callsUntil(kill: Kill) {
    this.calls = 0;
    return killedCalls(this.cloud, kill, () => {
      this.calls += 1;
    });
  }

  protect(action = this.action): Promise<ProtectResult> {
    return protectTable(action);
  }

  async put(PK: string, SK: string, value: string, credentialArn?: string): Promise<void> {
    const { dynamodb } = this.action.clients;
    const pointer = credentialArn === undefined ? {} : { CredentialArn: { S: credentialArn } };
    const Item = { PK: { S: PK }, SK: { S: SK }, value: { S: value }, ...pointer };
    await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item }));
  }

  async delete(PK: string, SK: string): Promise<void> {
    const Key = { PK: { S: PK }, SK: { S: SK } };
    await this.action.clients.dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key }));
  }

  /** The live items, by their keys. */
  async live(): Promise<Map<string, string>> {
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const page: ScanCommandOutput = await this.action.clients.dynamodb.send(
        new ScanCommand({ TableName: TABLE, ExclusiveStartKey: start }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return stateOf(items);
  }
}

/** Items by their keys, as texts that can be compared. */
export function stateOf(items: readonly Item[]): Map<string, string> {
  return new Map(items.map((item) => [keyText(item), textOf(item)]));
}

export function keyText({ PK, SK }: Item): string {
  return JSON.stringify([PK?.S, SK?.S]);
}

export function textOf(item: Item): string {
  return JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
}
