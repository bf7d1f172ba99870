import { BatchGetSecretValueCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { SecretsAccess } from './access';
import type { SecretValue } from './fingerprint';

export interface ReadSecret {
  readonly name: string;
  readonly arn: string;
  readonly versionId: string;
  readonly value: SecretValue;
}

export interface Batch {
  readonly values: readonly ReadSecret[];
  /** Errors by name: the code, never the value. */
  readonly errors: ReadonlyMap<string, string>;
}

/** Errors within an answer of 200 that the SDK does not retry, though they pass. */
const PASSING = new Set(['InternalServiceError', 'InternalServiceErrorException', 'ThrottlingException']);
const ATTEMPTS = 5;
/** Milliseconds between them. */
const PAUSE = 1_000;

/**
 * The current values of at most 20 secrets; some may fail while others come (aws-facts.md, 5.4).
 *
 * @param names without doubles
 */
export async function readBatch(
  { secrets, clock, signal }: Pick<SecretsAccess, 'secrets' | 'clock' | 'signal'>,
  names: readonly string[],
): Promise<Batch> {
  const values: ReadSecret[] = [];
  const errors = new Map<string, string>();
  let left = [...names];
  for (let attempt = 1; left.length > 0; attempt += 1) {
    if (attempt > 1) await clock.sleep(PAUSE, signal);
    const answer = await secrets.send(new BatchGetSecretValueCommand({ SecretIdList: left }));
    for (const one of answer.SecretValues ?? []) {
      const { Name = '', ARN = '', VersionId = '', SecretString, SecretBinary } = one;
      values.push({ name: Name, arn: ARN, versionId: VersionId, value: { SecretString, SecretBinary } });
    }
    left = [];
    for (const { SecretId = '', ErrorCode = 'unknown' } of answer.Errors ?? []) {
      if (PASSING.has(ErrorCode) && attempt < ATTEMPTS) left.push(SecretId);
      else errors.set(SecretId, ErrorCode);
    }
  }
  return { values, errors };
}

/** What a secret was before its last change; a batch gives current values only. @returns undefined when it is gone */
export async function readPrevious(
  { secrets }: Pick<SecretsAccess, 'secrets'>,
  name: string,
): Promise<ReadSecret | undefined> {
  try {
    const {
      ARN = '',
      VersionId = '',
      SecretString,
      SecretBinary,
    } = await secrets.send(new GetSecretValueCommand({ SecretId: name, VersionStage: 'AWSPREVIOUS' }));
    return { name, arn: ARN, versionId: VersionId, value: { SecretString, SecretBinary } };
  } catch (error) {
    const gone = ['ResourceNotFoundException', 'InvalidRequestException'];
    if (error instanceof Error && gone.includes(error.name)) return undefined;
    throw error;
  }
}
