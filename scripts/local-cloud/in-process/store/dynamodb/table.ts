import { randomUUID } from 'node:crypto';
import { keyText, type Item } from '../../../services/dynamodb/attributes';
import type { Json } from '../../../services/support/json';
import { Refusal } from '../refusal';
import { viewOf, type View } from './view';

export interface IndexDefinition {
  readonly IndexName: string;
  readonly KeySchema: readonly Json[];
  readonly Projection: Json;
  readonly ProvisionedThroughput?: Json;
}

/** What CreateTable was asked for. */
export interface TableDefinition {
  readonly TableName: string;
  readonly KeySchema: readonly Json[];
  readonly AttributeDefinitions: readonly {
    readonly AttributeName: string;
    readonly AttributeType: string;
  }[];
  BillingMode?: string;
  ProvisionedThroughput?: Json;
  readonly GlobalSecondaryIndexes?: readonly IndexDefinition[];
  StreamSpecification?: Json;
  SSESpecification?: Json;
  DeletionProtectionEnabled?: boolean;
}

export interface TableProps {
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** One table: its settings and its items. */
export class Table {
  private readonly byPlace = new Map<string, Item>();
  private readonly views = new Map<string | undefined, View>();
  readonly tags = new Map<string, string>();
  readonly keyNames: readonly string[];
  timeToLive: Json = { TimeToLiveStatus: 'DISABLED' };
  private readonly id = randomUUID();
  private streamLabel: string | undefined;

  constructor(
    readonly definition: TableDefinition,
    private readonly props: TableProps,
  ) {
    this.keyNames = namesOf(definition.KeySchema);
    if (definition.StreamSpecification?.StreamEnabled === true) this.openStream(props.createdAt);
  }

  get name(): string {
    return this.definition.TableName;
  }

  get hasStream(): boolean {
    return this.definition.StreamSpecification?.StreamEnabled === true;
  }

  get size(): number {
    return this.byPlace.size;
  }

  item(place: string): Item | undefined {
    return this.byPlace.get(place);
  }

  /** @param item undefined: the item goes */
  set(place: string, item: Item | undefined): void {
    if (item === undefined) this.byPlace.delete(place);
    else this.byPlace.set(place, item);
    this.views.clear();
  }

  /** What a scan of the table or of an index sees. @throws Refusal ValidationException when there is no such index */
  view(index: string | undefined): View {
    const keyNames = index === undefined ? this.keyNames : this.indexKeyNames(index);
    const view = this.views.get(index) ?? viewOf(this.byPlace.values(), keyNames, this.keyNames);
    this.views.set(index, view);
    return view;
  }

  setStream(specification: Json, now: number): void {
    this.definition.StreamSpecification = specification;
    if (specification.StreamEnabled === true) this.openStream(now);
  }

  private openStream(now: number): void {
    this.streamLabel = new Date(now).toISOString().slice(0, -1);
  }

  /** Where an item lies. @throws Refusal ValidationException when it has no such key */
  place(item: Item): string {
    this.requireKey(item);
    return keyText(item, this.keyNames);
  }

  private indexKeyNames(indexName: string): string[] {
    const index = this.definition.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === indexName);
    if (index === undefined) {
      const message = `The table does not have the specified index: ${indexName}`;
      throw new Refusal('ValidationException', message);
    }
    return namesOf(index.KeySchema);
  }

  /** Every key attribute, of the table or an index, must be of its type. */
  requireTypes(item: Item): void {
    for (const { AttributeName, AttributeType } of this.definition.AttributeDefinitions) {
      const value = item[AttributeName];
      if (value === undefined || AttributeType in value) continue;
      const message = `One or more parameter values were invalid: Type mismatch for key ${AttributeName} expected: ${AttributeType} actual: ${Object.keys(value).join()}`;
      throw new Refusal('ValidationException', message);
    }
  }

  private requireKey(item: Item): void {
    const missing = this.keyNames.find((name) => item[name] === undefined);
    if (missing === undefined) return;
    const message = `One or more parameter values were invalid: Missing the key ${missing} in the item`;
    throw new Refusal('ValidationException', message);
  }

  /** The table as DescribeTable shows it. */
  describe(): Json {
    const { arn, createdAt } = this.props;
    const { definition, streamLabel } = this;
    const { StreamSpecification, SSESpecification, GlobalSecondaryIndexes = [] } = definition;
    return {
      TableName: definition.TableName,
      TableArn: arn,
      TableId: this.id,
      TableStatus: 'ACTIVE',
      TableSizeBytes: 0,
      ItemCount: this.size,
      CreationDateTime: createdAt / 1000,
      KeySchema: definition.KeySchema,
      AttributeDefinitions: definition.AttributeDefinitions,
      BillingModeSummary: { BillingMode: definition.BillingMode ?? 'PROVISIONED' },
      ProvisionedThroughput: throughput(definition.ProvisionedThroughput),
      GlobalSecondaryIndexes: GlobalSecondaryIndexes.map((index) => ({
        IndexName: index.IndexName,
        KeySchema: index.KeySchema,
        Projection: index.Projection,
        IndexStatus: 'ACTIVE',
        ProvisionedThroughput: throughput(index.ProvisionedThroughput),
      })),
      LocalSecondaryIndexes: [],
      DeletionProtectionEnabled: definition.DeletionProtectionEnabled ?? false,
      ...(streamLabel === undefined
        ? {}
        : { LatestStreamLabel: streamLabel, LatestStreamArn: `${arn}/stream/${streamLabel}` }),
      ...(this.hasStream ? { StreamSpecification } : {}),
      ...(SSESpecification?.Enabled === true
        ? {
            SSEDescription: {
              Status: 'ENABLED',
              SSEType: 'KMS',
              KMSMasterKeyArn: SSESpecification.KMSMasterKeyId,
            },
          }
        : {}),
    };
  }
}

/** Attribute names of a key schema, the partition key first. */
export function namesOf(schema: readonly Json[]): string[] {
  return [...schema]
    .sort((a, b) => String(a.KeyType).localeCompare(String(b.KeyType)))
    .map(({ AttributeName }) => String(AttributeName));
}

function throughput(given: Json | undefined): Json {
  return { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0, ...given };
}
