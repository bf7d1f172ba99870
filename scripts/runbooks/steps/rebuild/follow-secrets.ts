import { known, type RecoveryStep } from '../../world';
import { restoreAllSecrets, type RestoreSecretsProps } from './restore-secrets';
import { sealOnce } from './sync-secrets';

export interface FollowSecretsProps extends Pick<RestoreSecretsProps, 'quota'> {
  readonly needs: readonly string[];
}

/** Changed secrets that a halt may find: fifty are written a second. */
const FEW = 500;
/** Rounds, when tokens are renewed about as fast as they can be followed. */
const ROUNDS = 8;
/** A round that leaves more than this share of what the one before had to do gains nothing. */
const SHRINKS = 0.8;

/** Brings over what was renewed since the secrets were, in rounds that grow shorter, until few are left to the halt. */
export function followSecrets({ needs, quota }: FollowSecretsProps): RecoveryStep {
  const restore = restoreAllSecrets({ needs, overwrite: true, quota });
  return {
    ...restore,
    id: 'follow-secrets',
    title: 'Follow the secrets that were renewed meanwhile',
    why: 'Tokens were renewed while everything else was brought over, and fifty a second can be written. What is followed now is not left to the time without writes.',
    async run(context) {
      let before = Number.POSITIVE_INFINITY;
      for (let round = 1; round <= ROUNDS; round += 1) {
        await sealOnce(context);
        await restore.run(context);
        const changed = changedOf(known(context, 'secretsRestored').counts);
        context.progress(`${changed} secrets followed in round ${round}`);
        if (changed <= FEW || changed > before * SHRINKS) return;
        before = changed;
      }
    },
  };
}

function changedOf(counts: unknown): number {
  const { created = 0, written = 0 } = counts as { readonly created?: number; readonly written?: number };
  return created + written;
}
