import {
  CreateSecretCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  StopReplicationToReplicaCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { fingerprintOf, requestToken, sameFingerprint, type SecretValue } from '../../secrets';
import type { Entry, RoundKeys, SealedSecret, SecretsAction } from '../../vault/secrets';
import { isAnswer, lookAt, type Found } from './look';
import type { ProgressFile } from './progress-file';
import { quotaReached, versionsExhausted } from './quota';

/** How a secret came to be as it is. */
export type Outcome = 'created' | 'found' | 'written' | 'kept';

export interface SettleProps {
  readonly entry: Entry;
  readonly secret: SealedSecret;
  readonly keys: RoundKeys;
  readonly progress: ProgressFile;
  /** Whether another value in the region gives way. */
  readonly overwrite: boolean;
  /** Whether the value before the current one is written too, below it. */
  readonly withPrevious: boolean;
}

/** Calls until one gives up: every answer that surprises leads to another look. */
const ATTEMPTS = 12;
/** Milliseconds until what was undeleted can be written; the service is eventually consistent (aws-facts.md, 5.5). */
const PAUSE = 1_000;

/** Answers that say that the world is not as it was looked at. */
function isSurprise(error: unknown): error is Error {
  const names = ['ResourceExistsException', 'ResourceNotFoundException', 'InvalidRequestException'];
  return isAnswer(error, names) || saysReplica(error);
}

/** Text of the service, for want of an error of its own (aws-facts.md, 5.14). */
function saysReplica(error: unknown): error is Error {
  return isAnswer(error, ['InvalidParameterException']) && /replica/i.test(error.message);
}

/**
 * Brings one secret into the region, from whatever it finds there. Bears being killed between any two calls, and the
 * loss of any answer: it looks again and finds its own work.
 *
 * @param found what a look has shown
 * @throws Stop SECRETS_QUOTA, SECRET_VERSIONS_EXHAUSTED (precondition)
 */
export async function settle(action: SecretsAction, props: SettleProps, found: Found): Promise<Outcome> {
  const { entry, progress } = props;
  const { name } = entry;
  const token = requestToken(name, entry.fingerprint);
  let now = found;
  let outcome: Outcome = 'found';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    action.signal.throwIfAborted();
    if (now.is === 'there') {
      if (await hasValue(props, now.value)) return outcome;
      if (!mayReplace(props, now.versionId)) return 'kept';
    }
    if (now.is === 'missing') outcome = 'created';
    else if (outcome === 'found') outcome = 'written';
    try {
      if (await step(action, props, now)) {
        progress.written(name, token);
        return outcome;
      }
    } catch (error) {
      if (isAnswer(error, ['LimitExceededException'])) {
        throw now.is === 'missing'
          ? quotaReached(action, `no secret can be made any more (${name})`)
          : versionsExhausted(action, name);
      }
      if (!isSurprise(error)) throw error;
      if (error.name === 'InvalidRequestException' && now.is !== 'missing') {
        await action.clock.sleep(PAUSE, action.signal);
      }
    }
    now = await lookAt(action, name);
  }
  throw new Error(`${name} could not be restored: it is ${now.is}, after ${ATTEMPTS} attempts`);
}

/** One change, towards the value. @returns whether it is there now; else there is more to do */
async function step(action: SecretsAction, props: SettleProps, found: Found): Promise<boolean> {
  const { name } = props.entry;
  switch (found.is) {
    case 'missing':
      return create(action, props);
    case 'pending':
      props.progress.undelete(name);
      await action.secrets.send(new RestoreSecretCommand({ SecretId: name }));
      return false;
    case 'empty':
      return put(action, props);
    case 'there':
      return put(action, props, found.versionId);
  }
}

async function create({ secrets, target }: SecretsAction, props: SettleProps): Promise<boolean> {
  const { entry, secret, withPrevious } = props;
  const { name, settings, fingerprint, previousFingerprint } = entry;
  const older = withPrevious && previousFingerprint !== undefined ? secret.previous : undefined;
  await secrets.send(
    new CreateSecretCommand({
      Name: name,
      ClientRequestToken: requestToken(name, older === undefined ? fingerprint : (previousFingerprint ?? '')),
      ...contentOf(older ?? secret.current),
      Description: settings.description,
      // Keys are regional: what had one of ours gets ours here (aws-facts.md, 5.13).
      ...(settings.kmsKeyId === undefined || settings.kmsKeyId.endsWith('alias/aws/secretsmanager')
        ? {}
        : { KmsKeyId: target.names.keyAlias }),
      // Tags of AWS cannot be set (Secrets Manager API reference, Tag).
      Tags: settings.tags.filter(({ Key }) => !Key.startsWith('aws:')).map((tag) => ({ ...tag })),
    }),
  );
  return older === undefined;
}

/** @param current version that gives way; undefined: there is none */
async function put(
  action: SecretsAction,
  { entry, secret }: SettleProps,
  current?: string,
): Promise<boolean> {
  const { secrets } = action;
  const { name, fingerprint } = entry;
  const token = requestToken(name, fingerprint);
  try {
    const { VersionStages } = await secrets.send(
      new PutSecretValueCommand({
        SecretId: name,
        ClientRequestToken: token,
        ...contentOf(secret.current),
      }),
    );
    // A version that is there already stays where it is (aws-facts.md, 5.8): below one that was written after it.
    return VersionStages?.includes(CURRENT) === false
      ? await bringBack(action, { name, token, current })
      : true;
  } catch (error) {
    // A replica can be read and not be written: it becomes a secret of its own (aws-facts.md, 5.14 and 5.15).
    if (!saysReplica(error)) throw error;
  }
  await secrets.send(new StopReplicationToReplicaCommand({ SecretId: name }));
  return false;
}

const CURRENT = 'AWSCURRENT';

interface Version {
  readonly name: string;
  readonly token: string;
  readonly current: string | undefined;
}

/** Makes an older version the current one, in place of one that is named (aws-facts.md, 5.9). @returns whether it is */
async function bringBack({ secrets }: SecretsAction, { name, token, current }: Version): Promise<boolean> {
  try {
    await secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: name,
        VersionStage: CURRENT,
        MoveToVersionId: token,
        RemoveFromVersionId: current,
      }),
    );
    return true;
  } catch (error) {
    // Another version has become the current one since it was looked at.
    if (isAnswer(error, ['InvalidParameterException'])) return false;
    throw error;
  }
}

/** Whether a value is that of the vault. */
export async function hasValue(
  { entry, keys }: Pick<SettleProps, 'entry' | 'keys'>,
  value: SecretValue,
): Promise<boolean> {
  return sameFingerprint(fingerprintOf(await keys.get(entry.key), entry.name, value), entry.fingerprint);
}

/** Another value gives way when it is told to, when it was to be deleted, and when it is a restore's own. */
function mayReplace({ entry, overwrite, progress }: SettleProps, versionId: string): boolean {
  const { name, previousFingerprint } = entry;
  const halfDone = previousFingerprint !== undefined && versionId === requestToken(name, previousFingerprint);
  return overwrite || halfDone || progress.isUndeleting(name) || progress.isOurs(name, versionId);
}

function contentOf({ SecretString, SecretBinary }: SecretValue) {
  return SecretBinary === undefined ? { SecretString: SecretString ?? '' } : { SecretBinary };
}
