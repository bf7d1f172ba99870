import type { Settings } from '../../../../settings';
import type { Role } from '../../../../settings/regions';
import {
  connectSecrets,
  type SecretsAction,
  type VaultPlace,
} from '../../../recovery/vault/secrets/connection';
import type { Target } from '../../../recovery/aws/target';
import { actionOf, operate, type CommonOptions, type Operation } from '../../support/operation';
import { roleOfRegion } from '../../support/role-of-region';

export interface SecretsOptions extends CommonOptions {
  /** One of the two regions of the settings. */
  readonly region?: string;
}

export interface SecretsWork {
  /** The half that is worked on unless the operator names one. @default the one that serves */
  readonly role?: Role;
  readonly place: (target: Target) => VaultPlace;
  readonly work: (action: SecretsAction, operation: Operation) => Promise<void>;
}

/** Milliseconds between two lines of progress: a restore of all secrets takes hours. */
const BETWEEN_LINES = 10_000;

/** Connects to one region's secrets and to a vault, and works with them. @param option that named the region */
export async function withSecrets(
  options: SecretsOptions,
  option: string,
  { role: usual, place, work }: SecretsWork,
): Promise<void> {
  const role = (settings: Settings): Role => halfOf(settings, { ...options, option, usual });
  await operate({ ...options, role }, async (operation) => {
    const action = actionOf(operation);
    let next = 0;
    const secrets = connectSecrets(
      {
        ...action,
        progress(text, fraction) {
          if (fraction !== 1 && action.clock.now() < next) return;
          next = action.clock.now() + BETWEEN_LINES;
          action.progress(text, fraction);
        },
      },
      place(action.target),
    );
    try {
      await work(secrets, operation);
    } finally {
      secrets.destroy();
    }
  });
}

interface HalfChoice extends Pick<SecretsOptions, 'region' | 'role'> {
  /** That names the region. */
  readonly option: string;
  readonly usual?: Role | undefined;
}

/** By the region that was named, else by `--role`, else the usual one of the command. @throws UsageError */
export function halfOf(settings: Settings, { region, role, option, usual }: HalfChoice): Role {
  if (region !== undefined) return roleOfRegion(settings, option, region);
  return typeof role === 'string' ? role : (usual ?? settings.serving);
}

/** The first of many names, for people. */
export function someOf(names: readonly string[], what: string): string[] {
  if (names.length === 0) return [];
  const most = 20;
  const more = names.length > most ? [`  ... and ${names.length - most} more; --json names all`] : [];
  return [`${names.length} ${what}:`, ...names.slice(0, most).map((name) => `  ${name}`), ...more];
}
