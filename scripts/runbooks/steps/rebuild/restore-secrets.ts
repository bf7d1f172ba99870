import { join } from 'node:path';
import { pointToSecrets } from '../../../recovery/rebuild/pointers/point-to-secrets';
import { PointerWriter } from '../../../recovery/rebuild/pointers/pointer-writer';
import {
  planRestore,
  ProgressFile,
  restoreSecrets,
  verifySecrets,
  type RestoreRequest,
} from '../../../recovery/rebuild/secrets';
import { SECRETS_PER_REGION } from '../../../recovery/secrets';
import { secretsActionOf } from '../../../recovery/vault/secrets';
import { stop } from '../../../engine/errors';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';

export interface RestoreSecretsProps {
  /** @default none: it begins with the run, beside the table */
  readonly needs?: readonly string[];
  /** Whether another value in the region gives way: on the way back, when the vault is newer. @default false */
  readonly overwrite?: boolean;
  /** Secrets that the region may hold, when AWS has raised it. */
  readonly quota?: number | undefined;
  /**
   * Of the users, or of the app: the containers of the latter are made by the regional stack, which fails where they are
   * there before it. @default all
   */
  readonly part?: 'users' | 'providers' | undefined;
  /** Whether connections are pointed to their secrets as these are made, as soon as the table is loaded. @default false */
  readonly points?: boolean;
}

const SECRETS = 'secrets';

/** Where the secrets of users are in the region, as this incident's restore was told. Empty on another machine. */
export function settledSecrets(context: RecoveryContext): Pick<ProgressFile, 'arnOf' | 'isEmpty'> {
  return progressOf(context, SECRETS);
}

export function restoreAllSecrets({
  needs = [],
  overwrite = false,
  quota = SECRETS_PER_REGION,
  part,
  points = false,
}: RestoreSecretsProps = {}): RecoveryStep {
  const ofProviders = part === 'providers';
  const file = ofProviders ? 'provider-secrets' : SECRETS;
  const fact = ofProviders ? 'providerSecretsRestored' : 'secretsRestored';
  const onlyOf = ({ world }: RecoveryContext): ((name: string) => boolean) => {
    const prefix = world.target.names.providerSecrets;
    return (name) => part === undefined || name.startsWith(prefix) === ofProviders;
  };
  const requestOf = (context: RecoveryContext): RestoreRequest => ({
    // One of a resumed run finds what the killed one did; on another machine it looks at every secret again.
    progress: progressOf(context, file),
    trustsProgress: true,
    overwrite,
    quota,
    only: onlyOf(context),
    ...(points ? { onSettled: pointWhenLoaded(context) } : {}),
  });
  return {
    id: ofProviders ? 'restore-provider-secrets' : 'restore-secrets',
    title: ofProviders ? 'Fill the secrets of the providers' : 'Recreate the secrets',
    why: ofProviders
      ? 'The stack made containers for the credentials of the app, and left them empty. Without them nobody can connect anew and no token is renewed.'
      : 'Without its tokens no connection of any user works. Secrets are made at fifty a second and no faster, so this begins at once, beside the table; before the first one is made, the whole vault is checked and the quota counted.',
    needs,
    budgetMinutes: 180,
    byHand: `npx recover secrets restore --region REGION${overwrite ? ' --overwrite' : ''}`,
    proves: 'the fingerprint of every secret of the vault equals that of the value in the region.',
    check: () => 'to do',
    async plan(context) {
      const { secrets, missing, round, sealedAt } = await planRestore(
        secretsActionOf(actionOf(context)),
        requestOf(context),
      );
      return [
        `create ${missing} secrets and compare ${secrets - missing}, of ${secrets} sealed at ${sealedAt} (round ${round}); ${Math.ceil(missing / 50)} s or more`,
      ];
    },
    async run(context) {
      const action = secretsActionOf(actionOf(context));
      const { kept, rotation, ...result } = await restoreSecrets(action, requestOf(context));
      await context.world.keep(`${file}.json`, { ...result, kept, rotation });
      await context.record({
        [fact]: {
          ...result,
          counts: { ...result.counts },
          kept: kept.length,
          rotation: rotation.length,
        },
      });
    },
    async verify(context) {
      const { counts, kept, ...restored } = known(context, fact);
      // Each was read after it was written: a million users would wait for half an hour to have that said again.
      if (restored.proven === restored.secrets) {
        const { secrets = null, proven = null, sealedAt = null } = restored;
        return { secrets, checked: proven, sealedAt, counts: counts ?? null, kept: 0 };
      }
      const action = secretsActionOf(actionOf(context));
      const { secrets, checked, different, missing, unreadable, sealedAt } = await verifySecrets(action, {
        only: onlyOf(context),
      });
      const allowed = typeof kept === 'number' ? kept : 0;
      if (missing.length === 0 && unreadable.length === 0 && different.length <= allowed) {
        return { secrets, checked, sealedAt, counts: counts ?? null, kept: different.length };
      }
      const named = [...missing, ...unreadable.map(({ name }) => name), ...different].slice(0, 5);
      throw stop('SECRETS_DIFFER', {
        secrets,
        missing: missing.length,
        different: different.length,
        unreadable: unreadable.length,
        named,
        incident: context.incident,
      });
    },
  };
}

function progressOf({ world }: RecoveryContext, file: string): ProgressFile {
  return new ProgressFile(join(world.folder, `${file}.jsonl`));
}

/** What comes before the table is loaded is left to the step that looks at every connection. */
function pointWhenLoaded(context: RecoveryContext): NonNullable<RestoreRequest['onSettled']> {
  let writer: PointerWriter | undefined;
  return async (secrets) => {
    if (context.facts.loaded === undefined) return;
    writer ??= new PointerWriter(actionOf(context), known(context, 'restoredTable'));
    await pointToSecrets(writer, secrets, context.world.target.names);
  };
}
