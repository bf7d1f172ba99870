import { backupSecrets } from '../../../recovery/protect/secrets';
import { LIST_LAG, namesInTable } from '../../../recovery/secrets';
import { secretsActionOf } from '../../../recovery/vault/secrets';
import { isoTime } from '../../../engine/clock';
import { stop } from '../../../engine/errors';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';
import { servingTableOf } from './catch-up';
import { sourceWorldOf } from './in-source';

export interface SealSecretsProps {
  readonly id: 'seal-secrets' | 'seal-last-secrets';
  readonly needs: readonly string[];
}

/** One round of sealing the secrets of the serving region into the vault of the one that is to serve. */
export function sealSecrets({ id, needs }: SealSecretsProps): RecoveryStep {
  const isLast = id === 'seal-last-secrets';
  return {
    id,
    title: isLast ? 'Seal the last changed secrets' : 'Seal the secrets of the region that serves',
    why: isLast
      ? 'Tokens were renewed until the workers stopped: their last values are the ones that providers take. The list of secrets may be five minutes late, so it is read five minutes after they stopped, while the tables are compared.'
      : 'Most secrets are brought over while the service goes on. What changes meanwhile is few, and follows after the halt.',
    needs,
    budgetMinutes: isLast ? 30 : 180,
    byHand: `npx recover secrets backup --region REGION, the region that serves${isLast ? ', five minutes after its workers stopped' : ''}`,
    proves: `every secret could be read, and is sealed${isLast ? ' as it was when the workers had stopped' : ''}.`,
    check: () => 'to do',
    plan: ({ world }) => [
      `seal what changed in ${sourceWorldOf(world).target.region} into ${world.target.names.bucket('secrets', world.target.region)}`,
    ],
    async run(context) {
      if (isLast) await awaitList(context);
      await sealOnce(context);
    },
    verify(context) {
      const sealed = known(context, 'secretsSealed');
      const { unreadable, coveredUntil } = sealed;
      const isCovered = !isLast || (coveredUntil ?? '') >= known(context, 'workersStoppedBy');
      if (unreadable === 0 && isCovered) return sealed;
      const { region } = sourceWorldOf(context.world).target;
      return Promise.reject(
        stop('SECRETS_NOT_SEALED', {
          unreadable,
          region,
          until: coveredUntil ?? 'not known',
          target: context.world.target.region,
        }),
      );
    },
  };
}

/** Seals what changed, once. Records what came of it. */
export async function sealOnce(context: RecoveryContext): Promise<void> {
  const action = actionOf(context);
  const { target, clients } = sourceWorldOf(context.world);
  const source = secretsActionOf({ ...action, target, clients });
  const { vault } = secretsActionOf(action);
  const { round, secrets, sealed, removed, unreadable, coveredUntil } = await backupSecrets(
    { ...source, vault },
    { named: () => namesInTable(action, clients.dynamodb, servingTableOf(context)) },
  );
  await context.record({
    secretsSealed: { round, secrets, sealed, removed, unreadable: unreadable.length, coveredUntil },
  });
}

/** Lets the list catch up with what was written until the workers had stopped. */
async function awaitList(context: RecoveryContext): Promise<void> {
  const { clock, signal, facts } = context;
  const stoppedBy = facts.workersStoppedBy ?? isoTime(clock.now());
  if (facts.workersStoppedBy === undefined) await context.record({ workersStoppedBy: stoppedBy });
  const left = Date.parse(stoppedBy) + LIST_LAG - clock.now();
  if (left <= 0) return;
  context.progress(`the list of secrets may be late: sealing in ${Math.ceil(left / 1000)} s`);
  await clock.sleep(left, signal);
}
