import {
  CreateTableCommand,
  ResourceInUseException,
  type CreateTableCommandInput,
  type KeySchemaElement,
  type Projection,
  type TableClass,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { GENERATION_TAG } from '../../../settings/naming';
import { canonicalJson, type Json } from '../../engine/json';
import { stop } from '../../engine/errors';
import type { Stop } from '../../engine/stop';
import type { Action } from '../aws/action';
import { isReady } from '../table/await-restore';
import { describeTable, requireTable } from '../table/describe-table';
import type { TableSettings } from '../table/settings';
import { throughputToLoad } from '../table/settings/capacity';
import { globalIndexes } from '../table/settings/global-indexes';
import { attributeDefinitions, keySchema } from '../table/settings/key-schema';
import { localIndexes } from '../table/settings/local-indexes';
import { isUnavailable } from '../table/settings/read';
import type { Setting } from '../table/settings/setting';
import { newWarmth } from '../table/settings/warm-throughput';
import { waitUntil } from '../aws/wait-until';

/** Milliseconds; a table without items is there within seconds, and AWS promises nothing. */
const BETWEEN_LOOKS = 2_000;
const LONGEST = 15 * 60_000;

export interface CreateTableProps {
  /** Journalled before, so that a table of this name is ours when its keys say so too. */
  readonly table: string;
  /** What it is to be like at the end. */
  readonly settings: TableSettings;
}

/**
 * Makes an empty table with everything that it can only be given now, or that its loading needs: keys, indexes, encryption,
 * class, warmth, tags, protection against deletion; on demand. Its stream, time to live, policy and provisioned capacity
 * are put on when it is loaded: a load must neither fill the stream, nor lose items to time, nor wait for capacity that is
 * meant for the service. Finds its own work after a crash.
 *
 * @throws Stop TARGET_NAME_TAKEN (refused), TABLE_NOT_CREATED (failed)
 */
export async function createTable(action: Action, props: CreateTableProps): Promise<'created' | 'found'> {
  const { table } = props;
  const existing = await describeTable(action, table);
  if (existing !== undefined) requireOurs(action, existing, props);
  else {
    try {
      await action.clients.dynamodb.send(new CreateTableCommand(inputOf(props)));
    } catch (error) {
      // Made by a call whose answer was lost, or by a run that was killed.
      if (!(error instanceof ResourceInUseException)) throw error;
    }
  }
  await waitUntil(action, {
    look: async () => {
      const description = await describeTable(action, table);
      if (description === undefined || !isReady(description)) return undefined;
      requireOurs(action, description, props);
      return true;
    },
    every: BETWEEN_LOOKS,
    within: LONGEST,
    otherwise: () => notCreated(action, table),
  });
  return existing === undefined ? 'created' : 'found';
}

/**
 * Makes sure that a table is what was to be made, and can be used.
 *
 * @throws Stop TABLE_MISSING (precondition), TARGET_NAME_TAKEN (refused), TABLE_NOT_CREATED (failed)
 */
export async function requireCreated(action: Action, props: CreateTableProps): Promise<void> {
  const description = await requireTable(action, props.table);
  requireOurs(action, description, props);
  if (!isReady(description)) throw notCreated(action, props.table);
}

type Indexes = Readonly<Record<string, { readonly keys: Json; readonly projection: Json }>>;

function inputOf({ table, settings: { values } }: CreateTableProps): CreateTableCommandInput {
  const { capacity, encryption, tableClass, tags, warmThroughput } = values;
  const globals = Object.entries((values.globalIndexes ?? {}) as Indexes);
  const locals = Object.entries((values.localIndexes ?? {}) as Indexes);
  return {
    TableName: table,
    KeySchema: (values.keySchema as { readonly keys: Json }).keys as unknown as KeySchemaElement[],
    AttributeDefinitions: attributeDefinitions(values.keySchema),
    BillingMode: 'PAY_PER_REQUEST',
    ...throughputToLoad(capacity),
    ...newWarmth(warmThroughput),
    ...(globals.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: globals.map(([name, index]) => ({
            ...schemaOf(name, index),
            ...throughputToLoad(capacity, name),
            ...newWarmth(warmThroughput, name),
          })),
        }),
    ...(locals.length === 0
      ? {}
      : { LocalSecondaryIndexes: locals.map(([name, index]) => schemaOf(name, index)) }),
    ...(typeof encryption === 'string'
      ? { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: encryption } }
      : {}),
    ...(typeof tableClass !== 'string' || tableClass === 'STANDARD'
      ? {}
      : { TableClass: tableClass as TableClass }),
    DeletionProtectionEnabled: values.deletionProtection === true,
    Tags: Object.entries({
      ...(isUnavailable(tags) ? {} : (tags as Readonly<Record<string, string>>)),
      [GENERATION_TAG]: 'restored',
    }).map(([Key, Value]) => ({ Key, Value })),
  };
}

function schemaOf(IndexName: string, { keys, projection }: Indexes[string]) {
  return {
    IndexName,
    KeySchema: keys as unknown as KeySchemaElement[],
    Projection: projection as Projection,
  };
}

/** @throws Stop TARGET_NAME_TAKEN (refused) when it has other keys or indexes, or came from a restore */
function requireOurs(
  { target: { region } }: Pick<Action, 'target'>,
  description: TableDescription,
  { table, settings: { values } }: CreateTableProps,
): void {
  const subject = { name: table, arn: description.TableArn ?? '', description };
  const nobody = { clients: undefined as never };
  const differing = [keySchema, globalIndexes, localIndexes].filter(
    (setting: Setting) =>
      canonicalJson(setting.read(nobody, subject) as Json) !== canonicalJson(values[setting.id] ?? null),
  );
  if (differing.length === 0 && description.RestoreSummary === undefined) return;
  throw stop('TARGET_NAME_TAKEN', {
    table,
    region,
    found:
      description.RestoreSummary === undefined
        ? `its ${differing.map(({ id }) => id).join(', ')} differ`
        : 'it came from a restore',
    needs: 'rebuild',
  });
}

function notCreated({ target: { region } }: Pick<Action, 'target'>, table: string): Stop {
  return stop('TABLE_NOT_CREATED', { table, region, minutes: LONGEST / 60_000 });
}
