import { verifyAsUser } from '../../../recovery/validation/as-user/as-user';
import { actionOf, type RecoveryContext, type RecoveryStep } from '../../world';
import type { IsListed } from '../repair/rewind-review';

export interface VerifyAsUserProps {
  /** How many users are played. */
  readonly users: number;
  /** @default the repoint alone */
  readonly needs?: readonly string[];
  /** Which problems wait for a person already. @default none does */
  readonly listed?: (context: RecoveryContext) => Promise<IsListed>;
}

export function verifyAsReturningUser({
  users,
  needs = ['repoint'],
  listed = () => Promise.resolve(() => false),
}: VerifyAsUserProps): RecoveryStep {
  return {
    id: 'verify-as-user',
    title: 'Verify as a user would',
    why: 'The service is back when a returning user gets their configuration and their tokens (PRD, section 3): read as a worker reads, through AppConfig, the table that it names and the secrets of the connections.',
    needs,
    budgetMinutes: 5,
    byHand:
      'With the role of the workers: read the pointer through appconfigdata, query some users in that table, and see that each CredentialArn of an active connection resolves.',
    proves:
      'users are read as a worker reads them, and every secret that their connections name resolves; after a rewind, what is wrong is all in the review file.',
    check: () => 'to do',
    plan: () => [
      `read the configuration of ${users} users as a worker and resolve the secrets of their connections`,
    ],
    run: () => undefined,
    verify: async (context) => ({
      ...(await verifyAsUser(actionOf(context), { users, isListed: await listed(context) })),
    }),
  };
}
