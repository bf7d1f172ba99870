import { DecryptCommand, EncryptCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import type { SecretsVault } from './vault';

type Context = Readonly<Record<string, string>>;
interface Asked {
  readonly KeyId?: string;
  readonly EncryptionContext?: Context;
}

/** KMS as the Encryption SDK asks it, in the vault's region alone. Keeps what KMS said: the Encryption SDK makes one text of all errors. */
export class KmsWitness {
  failure: unknown;
  /** Another region than the vault's, whose key sealed a message. */
  strange: string | undefined;

  constructor(private readonly vault: Pick<SecretsVault, 'kms' | 'region'>) {}

  clientIn(region: string) {
    const { kms } = this.vault;
    if (region !== this.vault.region) {
      this.strange = region;
      return false;
    }
    return {
      generateDataKey: async ({
        KeyId,
        NumberOfBytes,
        EncryptionContext,
      }: Asked & { NumberOfBytes?: number }) => {
        const ask = new GenerateDataKeyCommand({ KeyId, NumberOfBytes, EncryptionContext });
        const { CiphertextBlob, Plaintext, ...answer } = await this.seen(kms.send(ask));
        return {
          KeyId: answer.KeyId ?? '',
          CiphertextBlob: bytes(CiphertextBlob),
          Plaintext: bytes(Plaintext),
        };
      },
      encrypt: async ({ KeyId, Plaintext, EncryptionContext }: Asked & { Plaintext: Uint8Array }) => {
        const ask = new EncryptCommand({ KeyId, Plaintext, EncryptionContext });
        const { CiphertextBlob, ...answer } = await this.seen(kms.send(ask));
        return { KeyId: answer.KeyId ?? '', CiphertextBlob: bytes(CiphertextBlob) };
      },
      decrypt: async ({
        KeyId,
        CiphertextBlob,
        EncryptionContext,
      }: Asked & { CiphertextBlob: Uint8Array }) => {
        const ask = new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext });
        const { Plaintext, ...answer } = await this.seen(kms.send(ask));
        return { KeyId: answer.KeyId ?? '', Plaintext: bytes(Plaintext) };
      },
    };
  }

  private async seen<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      // What KMS says of a data key that was changed, or of another context: no failure of KMS.
      if (!(error instanceof Error) || error.name !== 'InvalidCiphertextException') this.failure = error;
      throw error;
    }
  }
}

function bytes(content: Uint8Array | undefined): Uint8Array {
  return content ?? new Uint8Array();
}
