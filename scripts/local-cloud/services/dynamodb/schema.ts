import type { Json } from '../support/json';

/** How a table that is made after another one differs from it. */
export interface SchemaChanges {
  readonly TargetTableName: string;
  readonly BillingModeOverride?: string;
  readonly ProvisionedThroughputOverride?: Json;
  readonly GlobalSecondaryIndexOverride?: readonly Json[];
  readonly LocalSecondaryIndexOverride?: readonly Json[];
  readonly SSESpecificationOverride?: Json;
}

/** Keys, indexes, capacity and encryption come along; everything else is left behind (aws-facts.md, 1.11 and 1.13). */
export function schemaFor(source: Json, wanted: SchemaChanges): Json {
  const summary = source.BillingModeSummary as { BillingMode?: string } | undefined;
  const billing = wanted.BillingModeOverride ?? summary?.BillingMode ?? 'PROVISIONED';
  const encryption = source.SSEDescription as { KMSMasterKeyArn?: string } | undefined;
  const kept = wanted.GlobalSecondaryIndexOverride?.map(({ IndexName }) => IndexName);
  const indexes = ((source.GlobalSecondaryIndexes ?? []) as readonly Json[]).filter(
    ({ IndexName }) => kept === undefined || kept.includes(IndexName),
  );
  const capacity = ({ ProvisionedThroughput }: Json): Json => {
    const { ReadCapacityUnits, WriteCapacityUnits } = ProvisionedThroughput as Json;
    return { ReadCapacityUnits, WriteCapacityUnits };
  };
  const overridden = (index: Json): unknown =>
    wanted.GlobalSecondaryIndexOverride?.find(({ IndexName }) => IndexName === index.IndexName)
      ?.ProvisionedThroughput;
  const provisioned = billing === 'PROVISIONED';
  const keptLocals = wanted.LocalSecondaryIndexOverride?.map(({ IndexName }) => IndexName);
  const locals = ((source.LocalSecondaryIndexes ?? []) as readonly Json[]).filter(
    ({ IndexName }) => keptLocals === undefined || keptLocals.includes(IndexName),
  );
  const keys = new Set(
    [source, ...indexes, ...locals].flatMap(({ KeySchema }) =>
      (KeySchema as readonly Json[]).map(({ AttributeName }) => AttributeName),
    ),
  );
  return {
    TableName: wanted.TargetTableName,
    KeySchema: source.KeySchema,
    AttributeDefinitions: (source.AttributeDefinitions as readonly Json[]).filter(({ AttributeName }) =>
      keys.has(AttributeName),
    ),
    BillingMode: billing,
    ...(provisioned
      ? { ProvisionedThroughput: wanted.ProvisionedThroughputOverride ?? capacity(source) }
      : {}),
    ...(locals.length === 0
      ? {}
      : {
          LocalSecondaryIndexes: locals.map(({ IndexName, KeySchema, Projection }) => ({
            IndexName,
            KeySchema,
            Projection,
          })),
        }),
    ...(indexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: indexes.map((index) => ({
            IndexName: index.IndexName,
            KeySchema: index.KeySchema,
            Projection: index.Projection,
            ...(provisioned ? { ProvisionedThroughput: overridden(index) ?? capacity(index) } : {}),
          })),
        }),
    ...(wanted.SSESpecificationOverride !== undefined
      ? { SSESpecification: wanted.SSESpecificationOverride }
      : encryption === undefined
        ? {}
        : {
            SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: encryption.KMSMasterKeyArn },
          }),
  };
}
