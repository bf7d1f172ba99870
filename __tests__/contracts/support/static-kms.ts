import { DecryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { createHash } from 'node:crypto';

type Context = Readonly<Record<string, string>> | undefined;

/**
 * KMS with one key that never changes: what it wraps, it still unwraps years later. A data key is wrapped by being told
 * together with its context, so that a golden object holds all that it takes to open it. Guards nothing.
 */
export function staticKms(keyArn: string): KMSClient {
  const send = (command: unknown): Promise<object> => {
    if (command instanceof GenerateDataKeyCommand) return Promise.resolve(generate(keyArn, command.input));
    if (command instanceof DecryptCommand) return Promise.resolve(unwrap(keyArn, command.input));
    return Promise.reject(new Error('a vault asks KMS for data keys and to open them, and for nothing else'));
  };
  return { send } as unknown as KMSClient;
}

function generate(
  KeyId: string,
  { NumberOfBytes, EncryptionContext }: GenerateDataKeyCommand['input'],
): object {
  const Plaintext = createHash('sha256')
    .update(textOf(EncryptionContext))
    .digest()
    .subarray(0, NumberOfBytes);
  const wrapped = { key: Plaintext.toString('hex'), context: textOf(EncryptionContext) };
  return { KeyId, Plaintext, CiphertextBlob: Buffer.from(JSON.stringify(wrapped)) };
}

function unwrap(KeyId: string, { CiphertextBlob, EncryptionContext }: DecryptCommand['input']): object {
  const { key, context } = JSON.parse(Buffer.from(CiphertextBlob ?? []).toString()) as Record<string, string>;
  if (context !== textOf(EncryptionContext)) {
    throw Object.assign(new Error('another context'), { name: 'InvalidCiphertextException' });
  }
  return { KeyId, Plaintext: Buffer.from(key ?? '', 'hex') };
}

function textOf(context: Context): string {
  return JSON.stringify(Object.entries(context ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}
