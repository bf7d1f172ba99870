import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Action } from '../../aws/action';
import { clientConfig, type ConnectProps } from '../../aws/clients';
import { paced, type SecretsAccess } from '../../secrets';
import { vaultOfRestore, type VaultRegions } from '../regions';
import { secretsVaultAt, type SecretsVault } from './vault';

/** The secrets of the target's region, and a vault: what sealing and restoring work with. */
export interface SecretsAction
  extends Pick<Action, 'target' | 'clock' | 'signal' | 'progress'>, SecretsAccess {
  readonly target: Action['target'];
  readonly vault: SecretsVault;
}

type Working = Pick<Action, 'target' | 'clock' | 'signal' | 'progress'>;

/** As a step works with secrets: with its own clients, of its region alone. The vault to restore from is there too. */
export function secretsActionOf({ clients, ...action }: Action): SecretsAction {
  return withVault(action, vaultOfRestore(action.target), clients);
}

/** Connects to the secrets of the target's region and to a vault, and to nothing else. */
export function connectSecrets(
  action: Working,
  regions: VaultRegions,
  props: Omit<ConnectProps, 'clock'> = {},
): SecretsAction & { destroy(): void } {
  const { target, clock } = action;
  const configFor = (region: VaultRegions['region']) =>
    clientConfig(region, { ...props, clock, lost: target.lost });
  const secrets = new SecretsManagerClient(configFor(target.region));
  const s3 = new S3Client({ ...configFor(regions.region), forcePathStyle: true });
  const kms = new KMSClient(configFor(regions.region));
  return {
    ...withVault(action, regions, { secrets, s3, kms }),
    destroy() {
      for (const client of [secrets, s3, kms]) client.destroy();
    },
  };
}

function withVault(
  action: Working,
  regions: VaultRegions,
  { secrets, s3, kms }: Pick<Action['clients'], 'secrets' | 's3' | 'kms'>,
): SecretsAction {
  const { target, clock, signal } = action;
  return {
    target,
    clock,
    signal,
    progress: (text, fraction) => {
      action.progress(text, fraction);
    },
    secrets: paced(secrets, { clock, signal }),
    vault: secretsVaultAt(regions, { names: target.names, s3, kms, clock }),
  };
}
