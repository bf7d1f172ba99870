import { tableArn } from '../moto-call';
import { isDenied } from '../policy-evaluation';
import type { Replica } from './replica';

/** What replication does with items, by the service-linked role's policy (AWSServiceRoleForDynamoDBReplicationPolicy). */
const ACTIONS = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Scan'];

/**
 * Since when a replica's resource policy denies replication what it needs: "If you deny required SLR permissions,
 * replication to and from affected replicas will stop" (DynamoDB developer guide, "DynamoDB global tables security").
 *
 * @returns milliseconds; undefined: it is authorised
 */
export function deniedSince({ props: { table, request } }: Replica, now: number): number | undefined {
  const arn = `arn:aws:iam::${request.accountId}:role/aws-service-role/replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication`;
  const resource = tableArn(request, table.name);
  return table.policies?.since(now, (policy) =>
    ACTIONS.some((action) =>
      isDenied(policy, { principalArn: arn, callerArn: arn, action: `dynamodb:${action}`, resource }),
    ),
  );
}

/** "irreversibly converted to a single-Region DynamoDB table" after more than 20 hours (the same page). Milliseconds. */
export const CONVERSION = 20 * 60 * 60_000;
