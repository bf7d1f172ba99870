import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { stop } from '../../engine/errors';
import type { Settings } from '../../../settings';
import { identifyCaller, requireAccount } from './caller';
import type { SessionCredentials } from './profile';
import { classify } from './surroundings';

/** Roles that people take, and how long, in seconds: the longest session that modules/access lets each have. */
export const SIGN_IN_ROLES = { operator: 12 * 3_600, approver: 3_600 } as const;
export type SignInRole = keyof typeof SIGN_IN_ROLES;

export interface SignInProps {
  /** With the user's own credentials, in a healthy region. */
  readonly sts: STSClient;
  readonly settings: Settings;
  readonly roleArn: string;
  readonly role: SignInRole;
  readonly mfaCode: string;
  /** ARN of the device. @default the one that bears the user's name */
  readonly mfaSerial?: string | undefined;
}

/**
 * Takes a role with the second factor of an IAM user, under the user's own name: the trust policy demands both.
 *
 * @throws Stop SIGN_IN_CHAINED (refused) for a session; WRONG_ACCOUNT, SIGN_IN_REFUSED and those of the surroundings
 */
export async function signIn(props: SignInProps): Promise<SessionCredentials> {
  const { sts, settings, roleArn, role, mfaCode } = props;
  const caller = await identifyCaller(sts);
  const { arn, person } = caller;
  if (arn.includes(':assumed-role/'))
    throw stop('SIGN_IN_CHAINED', { arn, isIdentityCenter: arn.includes('/AWSReservedSSO_') });
  requireAccount(caller, settings);
  const serial = props.mfaSerial ?? arn.replace(/:user\/.*$/, `:mfa/${person}`);
  try {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: person,
        DurationSeconds: SIGN_IN_ROLES[role],
        SerialNumber: serial,
        TokenCode: mfaCode,
      }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = Credentials ?? {};
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiresAt: Expiration?.toISOString() ?? '',
    };
  } catch (error) {
    if (error instanceof Error && error.name === 'AccessDenied')
      throw stop('SIGN_IN_REFUSED', {
        role: roleArn,
        serial,
        reason: error.message.trim().replace(/\.$/, ''),
      });
    throw classify(error) ?? error;
  }
}
