import { S3Client } from '@aws-sdk/client-s3';
import type { Action } from '../aws/action';
import { clientConfig, type ConnectProps } from '../aws/clients';
import type { VaultPlace } from '../vault';
import { tableVaultAt, type TableVault } from '../vault/table';

/** What a round of protection works with. */
export interface ProtectAction extends Action {
  /** In the other region. */
  readonly vault: TableVault;
}

/** Adds the vault to what an action works with; everything else stays the target's. */
export function connectProtection(
  action: Action,
  place: VaultPlace,
  props: Omit<ConnectProps, 'clock'> = {},
): ProtectAction & { destroy(): void } {
  const { target, clock } = action;
  const s3 = new S3Client({
    ...clientConfig(place.region, { ...props, clock, lost: target.lost }),
    forcePathStyle: true,
  });
  const vault = tableVaultAt(place, { names: target.names, s3, clock });
  return {
    ...action,
    progress: (text, fraction) => {
      action.progress(text, fraction);
    },
    vault,
    destroy() {
      s3.destroy();
    },
  };
}
