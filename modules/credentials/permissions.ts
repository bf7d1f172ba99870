import type { Names } from '../../settings';

/** A statement of an IAM policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/**
 * What the workers may do with secrets, in any region: read the app credentials; read, make and renew the tokens of the
 * users. Neither delete nor list: names come from the table.
 */
export function credentialStatements(names: Names): Statement[] {
  return [
    {
      Sid: 'ReadProviderCredentials',
      Effect: 'Allow',
      Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      Resource: [names.secretArnPattern('providers', '*')],
    },
    {
      Sid: 'KeepUserTokens',
      Effect: 'Allow',
      Action: [
        'secretsmanager:CreateSecret',
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:TagResource',
      ],
      Resource: [names.secretArnPattern('users', '*')],
    },
  ];
}
