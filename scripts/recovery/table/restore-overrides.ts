import type {
  GlobalSecondaryIndex,
  GlobalSecondaryIndexDescription,
  RestoreTableToPointInTimeInput,
  TableDescription,
} from '@aws-sdk/client-dynamodb';

type Overrides = Pick<
  RestoreTableToPointInTimeInput,
  | 'BillingModeOverride'
  | 'ProvisionedThroughputOverride'
  | 'OnDemandThroughputOverride'
  | 'GlobalSecondaryIndexOverride'
  | 'LocalSecondaryIndexOverride'
  | 'SSESpecificationOverride'
>;

/**
 * Everything a restore can be told, as the source has it now: AWS's own pages disagree on what it takes otherwise, the
 * settings of now or those of then (aws-facts.md, 1.11). So the table is restored straight into the mode it is to have,
 * which may be changed only a few times a day (aws-facts.md, 4.7).
 */
export function overridesOf(source: TableDescription): Overrides {
  // A table that was never on demand has no summary (DynamoDB API reference, BillingModeSummary).
  const mode = source.BillingModeSummary?.BillingMode ?? 'PROVISIONED';
  const provisioned = mode === 'PROVISIONED';
  const { ProvisionedThroughput, OnDemandThroughput }: Capacity = capacityOf(source, provisioned);
  const globals = source.GlobalSecondaryIndexes ?? [];
  const locals = source.LocalSecondaryIndexes ?? [];
  const key = source.SSEDescription?.KMSMasterKeyArn;
  return {
    BillingModeOverride: mode,
    ProvisionedThroughputOverride: ProvisionedThroughput,
    OnDemandThroughputOverride: OnDemandThroughput,
    ...(globals.length === 0
      ? {}
      : {
          GlobalSecondaryIndexOverride: globals.map((index) => ({
            ...schemaOf(index),
            ...capacityOf(index, provisioned),
          })),
        }),
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexOverride: locals.map(schemaOf) }),
    // Not enabled is the key that AWS owns.
    SSESpecificationOverride:
      key === undefined ? { Enabled: false } : { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
  };
}

type Capacity = Pick<GlobalSecondaryIndex, 'ProvisionedThroughput' | 'OnDemandThroughput'>;
type Described = Pick<GlobalSecondaryIndexDescription, 'IndexName' | 'KeySchema' | 'Projection'>;

function schemaOf({ IndexName, KeySchema, Projection }: Described) {
  return { IndexName, KeySchema, Projection };
}

function capacityOf(
  { ProvisionedThroughput, OnDemandThroughput }: TableDescription | GlobalSecondaryIndexDescription,
  provisioned: boolean,
): Capacity {
  if (!provisioned) return OnDemandThroughput === undefined ? {} : { OnDemandThroughput };
  const { ReadCapacityUnits, WriteCapacityUnits } = ProvisionedThroughput ?? {};
  return { ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } };
}
