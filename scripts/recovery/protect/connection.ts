import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import type { Action } from '../aws/action';
import { clientConfig, type ConnectProps } from '../aws/clients';
import { regionKey } from '../aws/region-key';
import type { VaultRegions } from '../vault';
import { tableVaultAt, type TableVault } from '../vault/table';

/** What a round of protection works with. */
export interface ProtectAction extends Action {
  /** In the other region. */
  readonly vault: TableVault;
  /** Looks up the ARN of the key that the vault's objects are under. @throws Stop REGION_KEY_UNUSABLE */
  readonly vaultKey: () => Promise<string>;
}

/** Adds the vault to what an action works with; everything else stays the target's. */
export function connectProtection(
  action: Action,
  regions: VaultRegions,
  props: Omit<ConnectProps, 'clock'> = {},
): ProtectAction & { destroy(): void } {
  const { target, clock } = action;
  const config = clientConfig(regions.region, { ...props, clock, lost: target.lost });
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const kms = new KMSClient(config);
  const vault = tableVaultAt(regions, { names: target.names, s3, clock });
  return {
    ...action,
    progress: (text, fraction) => {
      action.progress(text, fraction);
    },
    vault,
    vaultKey: () => regionKey({ names: target.names, region: regions.region, kms }),
    destroy() {
      s3.destroy();
      kms.destroy();
    },
  };
}
