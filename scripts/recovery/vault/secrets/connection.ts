import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Region } from '../../../../settings/regions';
import type { Action } from '../../aws/action';
import { clientConfig, type ConnectProps } from '../../aws/clients';
import { otherRole, type Target } from '../../aws/target';
import { paced } from '../../secrets/paced-client';
import type { Vault } from './vault';

/** What the actions on secrets work with. */
export interface SecretsAction extends Pick<Action, 'target' | 'clock' | 'signal' | 'progress'> {
  /** Of the target's region, and keeping to its quotas. */
  readonly secrets: SecretsManagerClient;
  readonly vault: Vault;
}

export interface VaultPlace {
  /** Whose secrets the vault holds. */
  readonly source: Region;
  /** Where the vault is: never the region whose secrets it holds. */
  readonly region: Region;
}

/** A round of sealing reads the target's region and writes to the other one. */
export function vaultOfBackup(target: Target): VaultPlace {
  return { source: target.region, region: otherRegionOf(target) };
}

/** A restore reads and writes the target's region alone: the other one may be lost. */
export function vaultOfRestore(target: Target): VaultPlace {
  return { source: otherRegionOf(target), region: target.region };
}

function otherRegionOf({ settings, role }: Target): Region {
  return settings[otherRole(role)].region;
}

/** As a step works with secrets: by the clients that it has, of its region alone. The vault to restore from is there too. */
export function secretsActionOf({ clients, ...action }: Action): SecretsAction {
  const { target, clock, signal } = action;
  return {
    target,
    clock,
    signal,
    progress: (text, fraction) => {
      action.progress(text, fraction);
    },
    secrets: paced(clients.secrets, { clock, signal }),
    vault: vaultAt(target, vaultOfRestore(target), { s3: clients.s3, kms: clients.kms, clock }),
  };
}

function vaultAt(
  { names }: Target,
  { source, region }: VaultPlace,
  clients: Pick<Vault, 's3' | 'kms' | 'clock'>,
): Vault {
  return {
    environment: names.environment,
    accountId: names.accountId,
    source,
    region,
    bucket: names.bucket('secrets', region),
    keyAlias: names.keyAlias,
    ...clients,
  };
}

/** Connects to the secrets of the target's region and to a vault, and to nothing else. */
export function connectSecrets(
  action: Pick<Action, 'target' | 'clock' | 'signal' | 'progress'>,
  { source, region }: VaultPlace,
  props: Omit<ConnectProps, 'clock'> = {},
): SecretsAction & { destroy(): void } {
  const { target, clock, signal, progress } = action;
  const { lost } = target;
  const secrets = new SecretsManagerClient(clientConfig(target.region, { ...props, clock, lost }));
  const config = clientConfig(region, { ...props, clock, lost });
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const kms = new KMSClient(config);
  return {
    target,
    clock,
    signal,
    progress: (text, fraction) => {
      progress(text, fraction);
    },
    secrets: paced(secrets, { clock, signal }),
    vault: vaultAt(target, { source, region }, { s3, kms, clock }),
    destroy() {
      for (const client of [secrets, s3, kms]) client.destroy();
    },
  };
}
