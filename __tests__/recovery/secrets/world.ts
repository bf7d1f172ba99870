import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  type CreateSecretCommandInput,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInProcessCloud, type InProcessCloudProps } from '../../../scripts/local-cloud/in-process';
import { targetOf } from '../../../scripts/recovery/aws/target';
import { backupSecrets, type BackupRequest } from '../../../scripts/recovery/protect/secrets/backup';
import type { BackupResult } from '../../../scripts/recovery/protect/secrets/result';
import { listKeys } from '../../../scripts/recovery/aws/s3-objects';
import { vaultOfBackup, vaultOfRestore } from '../../../scripts/recovery/vault';
import { connectSecrets, type SecretsAction } from '../../../scripts/recovery/vault/secrets';
import { ProgressFile } from '../../../scripts/recovery/rebuild/secrets/progress-file';
import {
  restoreSecrets,
  type RestoreRequest,
  type RestoreResult,
} from '../../../scripts/recovery/rebuild/secrets/restore';
import { loadSettings } from '../../../settings';
import { killedCalls, type Kill } from '../../support/killed-calls';
import { VirtualClock } from '../../support/virtual-clock';

const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
export const SOURCE = targetOf(settings, 'primary');
export const RECOVERED = targetOf(settings, 'recovery');
export const { names } = SOURCE;
export const BUCKET = names.bucket('secrets', RECOVERED.region);
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Two regions in this process, on a clock of their own: a source with secrets and one to recover in, with its vault. */
export class World {
  readonly clock = new VirtualClock(Date.UTC(2026, 2, 1));
  readonly cloud: ReturnType<typeof createInProcessCloud>;
  readonly folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  readonly said: string[] = [];
  /** In the source, and a vault in the other region. */
  readonly source: SecretsAction;
  /** In the region to recover in, with its own vault. */
  readonly recovered: SecretsAction;

  private constructor(props: Omit<InProcessCloudProps, 'clock'>) {
    this.cloud = createInProcessCloud({ clock: this.clock, ...props });
    this.source = this.act('source');
    this.recovered = this.act('recovered');
  }

  static async create(props: Omit<InProcessCloudProps, 'clock'> = {}): Promise<World> {
    const world = new World(props);
    await world.makeKey();
    const { s3 } = world.recovered.vault;
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET, ObjectLockEnabledForBucket: true }));
    return world;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  /** Another key behind the vault's alias. @returns its id */
  async makeKey({ kms } = this.recovered.vault): Promise<string> {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new CreateAliasCommand({ AliasName: names.keyAlias, TargetKeyId: KeyMetadata?.KeyId }));
    return KeyMetadata?.KeyId ?? '';
  }

  act(where: 'source' | 'recovered', kill?: Kill): SecretsAction {
    const target = where === 'source' ? SOURCE : RECOVERED;
    const action = {
      target,
      clock: this.clock,
      signal: new AbortController().signal,
      progress: (text: string) => {
        this.said.push(text);
      },
    };
    const requestHandler = kill === undefined ? this.cloud.requestHandler : killedCalls(this.cloud, kill);
    return connectSecrets(action, where === 'source' ? vaultOfBackup(target) : vaultOfRestore(target), {
      requestHandler: requestHandler as never,
      endpoint: 'http://in-process',
      credentials,
    });
  }

  /** Users' secrets, with a value for each. */
  async seed(
    count: number,
    value: (index: number) => string = (index) => `value-${index}`,
  ): Promise<string[]> {
    const made: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const name = names.userSecret(`u${String(index).padStart(5, '0')}`, 'c1');
      await this.make(this.source.secrets, {
        Name: name,
        SecretString: value(index),
        KmsKeyId: names.keyAlias,
      });
      made.push(name);
    }
    return made;
  }

  async make(client: SecretsManagerClient, input: CreateSecretCommandInput): Promise<void> {
    await client.send(new CreateSecretCommand(input));
  }

  backup(action = this.source, request: Partial<BackupRequest> = {}): Promise<BackupResult> {
    return backupSecrets(action, { named: () => [], ...request });
  }

  restore(action = this.recovered, request: Partial<RestoreRequest> = {}): Promise<RestoreResult> {
    return restoreSecrets(action, { progress: this.progress(), ...request });
  }

  /** As another process would read it. */
  progress(name = 'progress.jsonl'): ProgressFile {
    return new ProgressFile(join(this.folder, name));
  }

  async valueIn(action: SecretsAction, name: string): Promise<string | undefined> {
    const { SecretString } = await action.secrets.send(new GetSecretValueCommand({ SecretId: name }));
    return SecretString;
  }

  objects(prefix: string): Promise<string[]> {
    return listKeys(this.recovered.vault, `${SOURCE.region}/${prefix}`);
  }

  async read(key: string): Promise<Buffer> {
    const { s3 } = this.recovered.vault;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    await this.recovered.vault.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: bytes }));
  }

  /** Calls that the cloud saw, of one operation in one region. */
  calls(operation: string, region: string): number {
    return this.cloud.requests.filter((one) => one.operation === operation && one.region === region).length;
  }
}
