import { PutResourcePolicyCommand } from '@aws-sdk/client-dynamodb';
import { generateUsers, type GeneratedUser } from '../../../scripts/drill/generated-users';
import type { Clients } from '../../../scripts/recovery/aws/clients';
import type { Target } from '../../../scripts/recovery/aws/target';

/** How the service is built that is recovered, and how far its operator goes. */
export interface Shape {
  /** Of users and writes. */
  readonly seed: number;
  readonly target: Target;
  readonly users: readonly GeneratedUser[];
  /** Whether the table has a resource policy of its own. */
  readonly hasPolicy: boolean;
  /** Whether the halt stops the workers, too. */
  readonly stopWorkers: boolean;
}

/** The shape of a seed: every other one differs in each respect. */
export function shapeOf(target: Target, seed: number): Shape {
  const isProvisioned = seed % 2 === 1;
  return {
    seed,
    target: isProvisioned ? provisioned(target) : target,
    users: generateUsers({ count: 7 + (seed % 3), seed }),
    hasPolicy: (seed >> 1) % 2 === 1,
    stopWorkers: (seed >> 2) % 2 === 1,
  };
}

function provisioned(target: Target): Target {
  const { settings } = target;
  const billing = {
    mode: 'provisioned',
    read: { min: 5, max: 100 },
    write: { min: 5, max: 50 },
    targetUtilization: 70,
  } as const;
  return { ...target, settings: { ...settings, table: { ...settings.table, billing } } };
}

/** Gives the table a policy that allows something to another account's auditors. */
export async function putPolicy(
  { dynamodb }: Clients,
  { names, region }: Target,
  table: string,
): Promise<void> {
  const ResourceArn = names.tableArn(region, table);
  const statement = {
    Sid: 'Auditors',
    Effect: 'Allow',
    Principal: { AWS: names.roleArn('recovery-approver') },
    Action: ['dynamodb:DescribeTable', 'dynamodb:GetItem'],
    Resource: ResourceArn,
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await dynamodb.send(new PutResourcePolicyCommand({ ResourceArn, Policy }));
}
