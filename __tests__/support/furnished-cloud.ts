import { CreateBucketCommand, type BucketLocationConstraint } from '@aws-sdk/client-s3';
import { ParameterType, PutParameterCommand } from '@aws-sdk/client-ssm';
import type { Clients } from '../../scripts/recovery/aws/clients';
import type { Target } from '../../scripts/recovery/aws/target';
import type { GeneratedUser, PlainItem } from '../../scripts/drill/generated-users';
import { makeRuntimeConfig } from './furnished-cloud/runtime-config';
import { makeTable } from './furnished-cloud/table';
import { makeUsers } from './furnished-cloud/users';
import { makeWatch } from './furnished-cloud/watch';
import { makeWorkers } from './furnished-cloud/workers';

export interface FurnishOptions {
  /** @default nobody */
  readonly users?: readonly GeneratedUser[];
}

export interface Furnished {
  /** Name of the live table. */
  readonly table: string;
  /** Every item that was written, before it was marshalled. */
  readonly items: readonly PlainItem[];
}

/**
 * Makes in one region, over the SDK, what the stacks of the settings make there and a recovery works with: the live
 * table with all its settings, runtime configuration, the parameter of the deploy interlock, the fleet's service and
 * scaling, alarms and dashboard, provider secrets, and the bucket of the other region that mirrors the journal. With
 * the users' items and tokens, if there are any. Seconds instead of the minutes that Terraform takes.
 */
export async function furnish(
  clients: Clients,
  target: Target,
  { users = [] }: FurnishOptions = {},
): Promise<Furnished> {
  const { names, settings, regionKind, auditRegion } = target;
  const table = settings.table[regionKind].activeName;
  await makeTable(clients, target, table);
  const [items] = await Promise.all([
    makeUsers(clients, target, { table, users }),
    makeRuntimeConfig(clients, target, table),
    makeWorkers(clients, target),
    makeWatch(clients, target, table),
    clients.ssm.send(
      new PutParameterCommand({ Name: names.liveTableParameter, Type: ParameterType.STRING, Value: table }),
    ),
    clients.audit.send(
      new CreateBucketCommand({
        Bucket: names.bucket('audit', auditRegion),
        ObjectLockEnabledForBucket: true,
        // us-east-1 is what no location means, and may not be named.
        ...(auditRegion === 'us-east-1'
          ? {}
          : {
              CreateBucketConfiguration: { LocationConstraint: auditRegion as BucketLocationConstraint },
            }),
      }),
    ),
  ]);
  return { table, items };
}
