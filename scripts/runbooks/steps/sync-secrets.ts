import { backupSecrets } from '../../recovery/secrets/backup/backup';
import { secretsActionOf } from '../../recovery/secrets/connection';
import { namesInTable } from '../../recovery/secrets/names-in-table';
import { actionOf, known, type RecoveryStep } from '../world';
import { servingTableOf } from './catch-up';
import { sourceWorldOf } from './in-source';

export interface SealSecretsProps {
  readonly id: 'seal-secrets' | 'seal-last-secrets';
  readonly needs: readonly string[];
}

/** One round of sealing the secrets of the half that serves into the vault of the one that is to serve. */
export function sealSecrets({ id, needs }: SealSecretsProps): RecoveryStep {
  const isLast = id === 'seal-last-secrets';
  return {
    id,
    title: isLast ? 'Seal the last changed secrets' : 'Seal the secrets of the region that serves',
    why: isLast
      ? 'Tokens were renewed until the workers stopped: their last values are the ones that providers take.'
      : 'Most secrets are brought over while the service goes on. What changes meanwhile is few, and follows after the halt.',
    needs,
    budgetMinutes: isLast ? 30 : 180,
    byHand: 'npx recover secrets backup --from REGION, the region that serves',
    proves: 'the round is committed in the vault, and every secret could be read.',
    check: () => Promise.resolve('to do'),
    plan: ({ world }) =>
      Promise.resolve([
        `seal what changed in ${sourceWorldOf(world).target.region} into ${world.target.names.bucket('secrets', world.target.region)}`,
      ]),
    async run(context) {
      const action = actionOf(context);
      const { target, clients } = sourceWorldOf(context.world);
      const source = secretsActionOf({ ...action, target, clients });
      const { vault } = secretsActionOf(action);
      const { round, secrets, sealed, removed, unreadable } = await backupSecrets(
        { ...source, vault },
        { named: () => namesInTable(action, clients.dynamodb, servingTableOf(context)) },
      );
      await context.record({
        secretsSealed: { round, secrets, sealed, removed, unreadable: unreadable.length },
      });
    },
    verify: (context) => Promise.resolve(known(context, 'secretsSealed')),
  };
}
