import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Settings } from '../../../settings';
import { stop } from '../../engine/errors';
import { classify } from './surroundings';

/** Who types the commands, as AWS sees it. */
export interface Caller {
  readonly arn: string;
  readonly accountId: string;
  /** `aws:userid` of IAM policies: `<role id>:<session name>` in a session of a role; a user's id has no colon. */
  readonly userId: string;
  /** Whose second pair of eyes counts: one person may hold several roles. */
  readonly person: string;
}

/** Asks AWS who the credentials belong to. @throws Stop of the surroundings (precondition): NOT_SIGNED_IN, UNREACHABLE, ... */
export async function identifyCaller(sts: STSClient): Promise<Caller> {
  try {
    const { Arn = '', Account = '', UserId = '' } = await sts.send(new GetCallerIdentityCommand({}));
    if (Account !== '') return { arn: Arn, accountId: Account, userId: UserId, person: personOf(Arn) };
  } catch (error) {
    throw classify(error, { asked: askedOf(await sts.config.region()) }) ?? error;
  }
  // A captive portal's page is taken for an answer without content.
  throw stop('ANSWER_NOT_AWS', { ...askedOf(await sts.config.region()), reason: 'it names no account' });
}

function askedOf(region: string): { readonly what: string; readonly endpoint: string } {
  return { what: `STS in ${region}`, endpoint: `https://sts.${region}.amazonaws.com` };
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

/** The name of the session; undefined: it is no id of a role's session. @param userId as `aws:userid` is in a policy */
export function personOfUserId(userId: string): string | undefined {
  return /^[A-Z0-9]+:([\w+=,.@-]{2,64})$/.exec(userId)?.[1];
}

/**
 * Whether two names of sessions are one person's. Somebody may be `alice` as an IAM user and `Alice@syncwell.example` in
 * Identity Center, so letter case and domain do not count. Two people who differ in nothing else count as one: it is the
 * stricter reading.
 */
export function isSamePerson(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

function bare(name: string): string {
  return (name.toLowerCase().split('@')[0] ?? '').trim();
}

/**
 * Refuses to go on with credentials of another account than the settings': a drill must not reach production.
 *
 * @throws Stop WRONG_ACCOUNT (precondition) naming both
 */
export function requireAccount(caller: Caller, { accountId, environment }: Settings): void {
  if (caller.accountId === accountId) return;
  const { accountId: got, arn } = caller;
  throw stop('WRONG_ACCOUNT', { accountId: got, arn, environment, expected: accountId });
}
