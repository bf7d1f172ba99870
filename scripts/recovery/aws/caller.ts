import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { Settings } from '../../../settings';
import { stop } from '../../engine/errors';
import { classify } from './surroundings';

/** Who types the commands, as AWS sees it. */
export interface Caller {
  readonly arn: string;
  readonly accountId: string;
  /** Whose second pair of eyes counts: one person may hold several roles. */
  readonly person: string;
}

/** Asks AWS who the credentials belong to. @throws Stop of the surroundings (precondition): NOT_SIGNED_IN, UNREACHABLE, ... */
export async function identifyCaller(sts: STSClient): Promise<Caller> {
  try {
    const { Arn = '', Account = '' } = await sts.send(new GetCallerIdentityCommand({}));
    if (Account !== '') return { arn: Arn, accountId: Account, person: personOf(Arn) };
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
