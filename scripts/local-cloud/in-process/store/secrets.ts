import { randomUUID } from 'node:crypto';
import { Regional } from '../../services/support/regional';
import type { Json } from '../../services/support/json';
import { operation, type Call, type Operations } from './json-service';
import { Refusal } from './refusal';
import { Secret } from './secret';

type Secrets = Map<string, Secret>;

/** The members of a page unless told (AWS Secrets Manager API reference). */
const PAGE = 100;
const DAY = 86_400_000;

/** Secrets with their versions and replicas (AWS Secrets Manager API reference). */
export function createSecretStore(): Operations {
  const regional = new Regional((): Secrets => new Map());
  const secret = ({ body, request }: Call): Secret => find(regional.of(request), body.SecretId);
  return {
    CreateSecret: operation(
      'Name SecretString SecretBinary KmsKeyId Description Tags ClientRequestToken',
      (call) => create(regional.of(call.request), call),
    ),
    PutSecretValue: operation(
      'SecretId SecretString SecretBinary ClientRequestToken VersionStages',
      (call) => {
        const changed = secret(call);
        const { id, stages } = changed.add(versionOf(call), call.body.VersionStages as string[] | undefined);
        return { ARN: changed.ARN, Name: changed.name, VersionId: id, VersionStages: stages };
      },
    ),
    UpdateSecretVersionStage: operation(
      'SecretId VersionStage MoveToVersionId RemoveFromVersionId',
      (call) => {
        const { VersionStage, MoveToVersionId, RemoveFromVersionId } = call.body;
        const changed = secret(call);
        changed.move(String(VersionStage), { to: MoveToVersionId, from: RemoveFromVersionId });
        return { ARN: changed.ARN, Name: changed.name };
      },
    ),
    GetSecretValue: operation('SecretId VersionStage', (call) =>
      secret(call).valueOf(call.body.VersionStage as string | undefined),
    ),
    BatchGetSecretValue: operation('SecretIdList', ({ body, request }) =>
      batch(regional.of(request), body.SecretIdList as readonly string[]),
    ),
    DescribeSecret: operation('SecretId', (call) => secret(call).describe('VersionIdsToStages')),
    ListSecrets: operation('MaxResults NextToken Filters IncludePlannedDeletion', ({ body, request }) =>
      list(regional.of(request), body),
    ),
    DeleteSecret: operation('SecretId RecoveryWindowInDays', (call) => {
      const deleted = secret(call);
      deleted.requireAlive();
      deleted.requirePrimary();
      deleted.deletedAt = call.now + Number(call.body.RecoveryWindowInDays ?? 30) * DAY;
      return { ARN: deleted.ARN, Name: deleted.name, DeletionDate: deleted.deletedAt / 1000 };
    }),
    RestoreSecret: operation('SecretId', (call) => {
      const restored = secret(call);
      restored.requirePrimary();
      restored.deletedAt = undefined;
      return { ARN: restored.ARN, Name: restored.name };
    }),
    ReplicateSecretToRegions: operation('SecretId AddReplicaRegions', (call) => {
      const primary = secret(call);
      for (const { Region } of call.body.AddReplicaRegions as readonly { Region: string }[]) {
        const place = { region: Region, accountId: call.request.accountId };
        replicate(primary, call.request.region, regional.of(place), place);
      }
      return { ARN: primary.ARN };
    }),
    StopReplicationToReplica: operation('SecretId', (call) => {
      const replica = secret(call);
      if (replica.primaryRegion === undefined) {
        throw new Refusal('InvalidRequestException', 'The secret is not a replica.');
      }
      replica.primaryRegion = undefined;
      replica.versions = replica.versions.map((version) => ({ ...version }));
      return { ARN: replica.ARN };
    }),
  };
}

function create(secrets: Secrets, call: Call): Json {
  const { body, request, now } = call;
  const name = String(body.Name);
  const before = secrets.get(name);
  if (before?.deletedAt !== undefined) {
    const message =
      "You can't create this secret because a secret with this name is already scheduled for deletion.";
    throw new Refusal('InvalidRequestException', message);
  }
  if (before !== undefined) {
    before.requirePrimary();
    const version = versionOf(call);
    if (!before.versions.some(({ id }) => id === version.id)) {
      throw new Refusal('ResourceExistsException', 'A resource with the ID you requested already exists.');
    }
    const { id } = before.add(version);
    return { ARN: before.ARN, Name: name, VersionId: id };
  }
  const settings = { KmsKeyId: body.KmsKeyId, Description: body.Description, Tags: body.Tags ?? [] };
  const created = new Secret(name, settings, now / 1000, request);
  const hasValue = body.SecretString !== undefined || body.SecretBinary !== undefined;
  const id = hasValue ? created.add(versionOf(call)).id : undefined;
  secrets.set(name, created);
  return { ARN: created.ARN, Name: name, VersionId: id };
}

/** The replica shares its primary's versions until it is promoted, and has its ARN but for the region. */
function replicate(
  primary: Secret,
  from: string,
  secrets: Secrets,
  place: { region: string; accountId: string },
): void {
  if (secrets.has(primary.name)) return;
  const replica = new Secret(primary.name, primary.settings, primary.created, {
    ...place,
    suffix: primary.ARN.slice(-6),
  });
  replica.versions = primary.versions;
  replica.primaryRegion = from;
  secrets.set(primary.name, replica);
}

function batch(secrets: Secrets, ids: readonly string[]): Json {
  const values: Json[] = [];
  const errors: Json[] = [];
  for (const id of ids) {
    try {
      values.push(find(secrets, id).valueOf());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      errors.push({ SecretId: id, ErrorCode: error.code, Message: error.message });
    }
  }
  return { SecretValues: values, Errors: errors };
}

function list(secrets: Secrets, body: Json): Json {
  const {
    MaxResults: size = PAGE,
    NextToken: start = '0',
    Filters: filters = [],
    IncludePlannedDeletion,
  } = body as {
    MaxResults?: number;
    NextToken?: string;
    Filters?: readonly { Key: string; Values: readonly string[] }[];
    IncludePlannedDeletion?: boolean;
  };
  const prefixes = filters.flatMap(({ Key, Values }) => (Key === 'name' ? Values : []));
  const all = [...secrets.values()].filter(
    ({ name, deletedAt }) =>
      (deletedAt === undefined || IncludePlannedDeletion === true) &&
      (prefixes.length === 0 || prefixes.some((prefix) => name.startsWith(prefix))),
  );
  const end = Number(start) + size;
  return {
    SecretList: all.slice(Number(start), end).map((secret) => secret.describe('SecretVersionsToStages')),
    ...(end < all.length ? { NextToken: String(end) } : {}),
  };
}

/** @throws Refusal ResourceNotFoundException */
function find(secrets: Secrets, id: unknown): Secret {
  const text = String(id);
  const name = text.startsWith('arn:') ? text.split(':').slice(6).join(':') : text;
  // An ARN ends in a random part, which is the secret's own.
  const secret = secrets.get(name) ?? secrets.get(name.replace(/-[^-]{6}$/, ''));
  if (secret?.name === text || secret?.ARN === text) return secret;
  throw new Refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

/** The caller's token names a new version, so that a repeated call makes no other. */
function versionOf({ body, now }: Call) {
  const { ClientRequestToken, SecretString, SecretBinary } = body;
  const id = typeof ClientRequestToken === 'string' ? ClientRequestToken : randomUUID();
  return { id, SecretString, SecretBinary, created: now / 1000 };
}
