import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { NamedCall } from './outcome';

/** Calls that tell who somebody is. */
export const callers: NamedCall[] = [
  ['the caller is asked for', ({ sts }) => sts.send(new GetCallerIdentityCommand({}))],
  [
    'a role is taken',
    ({ sts }) =>
      sts.send(
        new AssumeRoleCommand({
          RoleArn: 'arn:aws:iam::123456789012:role/syncwell-drill-worker',
          RoleSessionName: 'probe',
        }),
      ),
  ],
];
