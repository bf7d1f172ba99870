import { ListTablesCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { PlainItem } from '../../../scripts/drill/generated-users';
import type { Action } from '../../../scripts/recovery/aws/action';
import type { Clients } from '../../../scripts/recovery/aws/clients';
import type { Target } from '../../../scripts/recovery/aws/target';
import { readPointerAsWorker } from '../../../scripts/recovery/service/pointer/pointer';
import { AWAY, HOME, settings, type TwoRegions } from './two-regions';

/** The service of one half, as it is used and as its data are. */
export class Half {
  readonly action: Action;

  private constructor(target: Target, clients: Clients, world: TwoRegions) {
    const { signal } = new AbortController();
    this.action = { target, clients, clock: world.clock, signal, progress: () => undefined };
  }

  static home = (world: TwoRegions): Half => new Half(HOME, world.home, world);
  static away = (world: TwoRegions): Half => new Half(AWAY, world.away, world);

  pointer() {
    return readPointerAsWorker(this.action);
  }

  /** Writes as a worker does: where the pointer says. */
  async write(item: PlainItem): Promise<void> {
    const { tableName } = await this.pointer();
    const { dynamodb } = await this.action.clients.asWorker();
    await dynamodb.send(new PutItemCommand({ TableName: tableName, Item: marshall(item) }));
  }

  /** A lock of the service: the smallest item that the rules know. */
  async lock(name: string): Promise<string> {
    const key = `IDEM##${name}`;
    const ttl = Math.floor(this.action.clock.now() / 1000) + 86_400;
    await this.write({ PK: key, SK: key, status: 'COMPLETED', ttl });
    return key;
  }

  async renewToken(secret: string, token: string): Promise<void> {
    const { secrets } = await this.action.clients.asWorker();
    await secrets.send(new PutSecretValueCommand({ SecretId: secret, SecretString: token }));
  }

  async tables(): Promise<readonly string[]> {
    const { TableNames = [] } = await this.action.clients.dynamodb.send(new ListTablesCommand({}));
    return TableNames.sort();
  }

  /** Items of the live table by key, without where their credentials lie. */
  async items(): Promise<Readonly<Record<string, PlainItem>>> {
    const { tableName } = await this.pointer();
    const scan = new ScanCommand({ TableName: tableName, ConsistentRead: true });
    const { Items = [] } = await this.action.clients.dynamodb.send(scan);
    return withoutCredentials(Items.map((item) => unmarshall(item) as PlainItem));
  }

  /** Values of all secrets by name. */
  async secrets(): Promise<Readonly<Record<string, string>>> {
    const { secrets } = this.action.clients;
    const { SecretList = [] } = await secrets.send(new ListSecretsCommand({ MaxResults: 100 }));
    const values = SecretList.map(async ({ Name = '' }) => {
      const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: Name }));
      return [Name, SecretString] as const;
    });
    return Object.fromEntries((await Promise.all(values)).sort());
  }

  /** Where connections of the live table point, each with the region in it. */
  async regionsOfCredentials(): Promise<readonly string[]> {
    const { tableName } = await this.pointer();
    const { Items = [] } = await this.action.clients.dynamodb.send(new ScanCommand({ TableName: tableName }));
    return [...new Set(Items.flatMap(({ CredentialArn }) => CredentialArn?.S?.split(':')[3] ?? []))];
  }
}

export function withoutCredentials(items: readonly PlainItem[]): Readonly<Record<string, PlainItem>> {
  const entries = items.map((item): [string, PlainItem] => [
    `${String(item.PK)} ${String(item.SK)}`,
    Object.fromEntries(Object.entries(item).filter(([name]) => name !== 'CredentialArn')),
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Regions to which the name of the API leads. */
export async function trafficOf({ resolver }: TwoRegions): Promise<string | undefined> {
  const [address] = await resolver(settings.domain.api);
  for (const { region } of [HOME, AWAY]) {
    const [own] = await resolver(`d-local.execute-api.${region}.amazonaws.com`);
    if (own === address) return region;
  }
  return undefined;
}
