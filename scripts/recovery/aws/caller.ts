import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Settings } from '../../../settings';
import { Stop } from '../../engine/stop';

/** Who types the commands, as AWS sees it. */
export interface Caller {
  readonly arn: string;
  readonly accountId: string;
  /** Whose second pair of eyes counts: one person may hold several roles. */
  readonly person: string;
}

/** What the SDK and STS say when there are no credentials, or none that count any more. */
const NOT_SIGNED_IN: readonly string[] = [
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
];

/** What Node.js and the SDK say when there is nobody at the other end, or nobody who answers. */
const UNREACHABLE: readonly string[] = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'TimeoutError',
];

/** Asks AWS who the credentials belong to. @throws Stop NOT_SIGNED_IN or UNREACHABLE (precondition) */
export async function identifyCaller(sts: STSClient): Promise<Caller> {
  try {
    const { Arn = '', Account = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { arn: Arn, accountId: Account, person: personOf(Arn) };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { code = '' } = error as NodeJS.ErrnoException;
    if (UNREACHABLE.includes(code) || UNREACHABLE.includes(error.name)) {
      const region = await sts.config.region();
      throw new Stop({
        kind: 'precondition',
        code: 'UNREACHABLE',
        message: `STS in ${region} does not answer (${error.message}): look at the network, and at AWS_ENDPOINT_URL if it is set. The journal is kept in that region: when it is lost, name another one that has a foundation with RECOVERY_REGION`,
        next: `curl -sI https://sts.${region}.amazonaws.com`,
      });
    }
    if (!NOT_SIGNED_IN.includes(error.name)) throw error;
    throw new Stop({
      kind: 'precondition',
      code: 'NOT_SIGNED_IN',
      message: `AWS does not know who you are (${error.message}): sign in, or choose a profile with AWS_PROFILE`,
      next: 'aws sts get-caller-identity',
    });
  }
}

/**
 * The person behind an ARN: the name of the user, or of the role's session. The roles of operator and approver demand
 * that a session bears its user's own name (modules/access/trust.ts), so nobody can call themselves by another's.
 *
 * @param arn as STS gives it (IAM user guide, "IAM identifiers")
 */
export function personOf(arn: string): string {
  const resource = arn.split(':').slice(5).join(':');
  const [kind = '', ...path] = resource.split('/');
  const name = path.at(-1);
  return name === undefined || name === '' ? kind : name;
}

/**
 * Refuses to go on with credentials of another account than the settings': a drill must not reach production.
 *
 * @throws Stop WRONG_ACCOUNT (precondition) naming both
 */
export function requireAccount(caller: Caller, { accountId, environment }: Settings): void {
  if (caller.accountId === accountId) return;
  throw new Stop({
    kind: 'precondition',
    code: 'WRONG_ACCOUNT',
    message: `the credentials belong to account ${caller.accountId} (${caller.arn}), but ${environment} is in account ${accountId}: sign in there, or choose another environment with --env`,
    next: 'aws sts get-caller-identity',
  });
}
