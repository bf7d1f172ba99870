import type { KeySchemaElement, TableDescription } from '@aws-sdk/client-dynamodb';
import type { Names } from '../../../../settings';
import type { LevelResult, SettingsDifference } from '../report';

export interface SchemaProps {
  readonly names: Names;
  readonly region: string;
  readonly table: TableDescription;
  /** The table that was restored from. */
  readonly source: TableDescription | undefined;
  readonly settingsDifferences: readonly SettingsDifference[];
}

/** L0: keys, types, indexes and encryption key of the table, and the settings that the caller found to be different. */
export function checkSchema(props: SchemaProps): LevelResult {
  const problems = [
    ...keyProblems(props.table),
    ...indexProblems(props),
    ...encryptionProblems(props),
    ...props.settingsDifferences.map(({ setting }) => `setting ${setting} differs`),
  ];
  return problems.length === 0
    ? {
        level: 'L0',
        status: 'passed',
        summary: 'keys, indexes, encryption key and settings are as they must be',
      }
    : { level: 'L0', status: 'failed', summary: problems.join('; ') };
}

/** Whether the table's items can be read by key at all. */
export function hasOurKeys({ KeySchema }: TableDescription): boolean {
  return textOf(KeySchema) === 'PK HASH, SK RANGE';
}

function keyProblems(table: TableDescription): string[] {
  const wrongTypes = (table.AttributeDefinitions ?? [])
    .filter(({ AttributeType }) => AttributeType !== 'S')
    .map(
      ({ AttributeName = '', AttributeType = '' }) => `${AttributeName} is of type ${AttributeType}, not S`,
    );
  return [
    ...(table.TableStatus === 'ACTIVE'
      ? []
      : [`the table is ${table.TableStatus ?? 'in no state'}, not ACTIVE`]),
    ...(hasOurKeys(table) ? [] : [`the key is ${textOf(table.KeySchema)}, not PK HASH, SK RANGE`]),
    ...wrongTypes,
  ];
}

/** As in modules/metadata-table/generation.ts. */
function indexesOf(names: Names): Readonly<Record<string, string>> {
  return {
    [names.reauthIndex]: 'ReAuthStatus HASH, PK RANGE',
    [names.scheduleIndex]: 'SyncTierShardId HASH, NextSyncTimestamp RANGE',
  };
}

function indexProblems({ names, table }: SchemaProps): string[] {
  const wanted = indexesOf(names);
  const indexes = new Map(
    (table.GlobalSecondaryIndexes ?? []).map((index) => [index.IndexName ?? '', index]),
  );
  const unknown = [...indexes.keys()].filter((name) => !(name in wanted));
  return [
    ...Object.entries(wanted).flatMap(([name, key]) => {
      const index = indexes.get(name);
      if (index === undefined) return [`index ${name} is missing`];
      const projection = index.Projection?.ProjectionType ?? 'none';
      const status = index.IndexStatus ?? 'ACTIVE';
      return [
        ...(textOf(index.KeySchema) === key
          ? []
          : [`index ${name} has the key ${textOf(index.KeySchema)}, not ${key}`]),
        ...(projection === 'ALL' ? [] : [`index ${name} projects ${projection}, not ALL`]),
        ...(status === 'ACTIVE' ? [] : [`index ${name} is ${status}, not ACTIVE`]),
      ];
    }),
    ...unknown.map((name) => `index ${name} is not known`),
  ];
}

function encryptionProblems({ names, region, table, source }: SchemaProps): string[] {
  const { SSEType, KMSMasterKeyArn: key } = table.SSEDescription ?? {};
  if (SSEType !== 'KMS' || key === undefined)
    return ['the table is not encrypted with a customer-managed key'];
  const home = `arn:aws:kms:${region}:${names.accountId}:key/`;
  if (!key.startsWith(home))
    return [`the encryption key ${key} is not one of ${region} in ${names.accountId}`];
  const wanted = source?.SSEDescription?.KMSMasterKeyArn;
  return wanted === undefined || wanted === key || !wanted.startsWith(home)
    ? []
    : [`the encryption key is ${key}, not ${wanted}`];
}

function textOf(schema: readonly KeySchemaElement[] | undefined): string {
  return (schema ?? [])
    .map(({ AttributeName = '', KeyType = '' }) => `${AttributeName} ${KeyType}`)
    .join(', ');
}
