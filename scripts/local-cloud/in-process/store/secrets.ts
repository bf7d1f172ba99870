import { randomBytes, randomUUID } from 'node:crypto';
import { Regional } from '../../services/support/regional';
import type { Json } from '../../services/support/json';
import { operation, type Call, type Operations } from './json-service';
import { Refusal } from './refusal';

interface Secret {
  readonly ARN: string;
  readonly Name: string;
  readonly CreatedDate: number;
  readonly KmsKeyId: unknown;
  readonly Description: unknown;
  readonly Tags: unknown;
  LastChangedDate: number;
  VersionId: string;
  SecretString: unknown;
}

type Secrets = Map<string, Secret>;

/** The members of a page unless told (AWS Secrets Manager API reference). */
const PAGE = 100;

/** Secrets with one version each (AWS Secrets Manager API reference). */
export function createSecretStore(): Operations {
  const regional = new Regional((): Secrets => new Map());
  const secret = ({ body, request }: Call): Secret => find(regional.of(request), body.SecretId);
  return {
    CreateSecret: operation(
      'Name SecretString KmsKeyId Description Tags ClientRequestToken',
      ({ body, request, now }) => {
        const secrets = regional.of(request);
        const Name = String(body.Name);
        if (secrets.has(Name)) {
          const message = 'A resource with the ID you requested already exists.';
          throw new Refusal('ResourceExistsException', message);
        }
        const created: Secret = {
          ARN: `arn:aws:secretsmanager:${request.region}:${request.accountId}:secret:${Name}-${randomBytes(3).toString('hex')}`,
          Name,
          CreatedDate: now / 1000,
          LastChangedDate: now / 1000,
          VersionId: versionOf(body),
          SecretString: body.SecretString,
          KmsKeyId: body.KmsKeyId,
          Description: body.Description,
          Tags: body.Tags ?? [],
        };
        secrets.set(Name, created);
        return { ARN: created.ARN, Name, VersionId: created.VersionId };
      },
    ),
    PutSecretValue: operation('SecretId SecretString ClientRequestToken', (call) => {
      const changed = secret(call);
      changed.SecretString = call.body.SecretString;
      changed.VersionId = versionOf(call.body);
      changed.LastChangedDate = call.now / 1000;
      const { ARN, Name, VersionId } = changed;
      return { ARN, Name, VersionId, VersionStages: ['AWSCURRENT'] };
    }),
    GetSecretValue: operation('SecretId', (call) => valueOf(secret(call))),
    BatchGetSecretValue: operation('SecretIdList', ({ body, request }) => {
      const secrets = regional.of(request);
      const found = (body.SecretIdList as readonly string[]).map((id) => [id, lookUp(secrets, id)] as const);
      return {
        SecretValues: found.flatMap(([, one]) => (one === undefined ? [] : [valueOf(one)])),
        Errors: found
          .filter(([, one]) => one === undefined)
          .map(([SecretId]) => ({ SecretId, ErrorCode: 'ResourceNotFoundException', Message: MISSING })),
      };
    }),
    DescribeSecret: operation('SecretId', (call) => described(secret(call))),
    ListSecrets: operation('MaxResults NextToken', ({ body, request }) => {
      const { MaxResults: size = PAGE, NextToken: start = '0' } = body as {
        MaxResults?: number;
        NextToken?: string;
      };
      const all = [...regional.of(request).values()];
      const end = Number(start) + size;
      return {
        SecretList: all.slice(Number(start), end).map(described),
        ...(end < all.length ? { NextToken: String(end) } : {}),
      };
    }),
  };
}

const MISSING = "Secrets Manager can't find the specified secret.";

function lookUp(secrets: Secrets, id: unknown): Secret | undefined {
  const text = String(id);
  const name = text.startsWith('arn:') ? text.split(':').slice(6).join(':') : text;
  // An ARN ends in a random part, which is the secret's own.
  const found = secrets.get(name) ?? secrets.get(name.replace(/-[^-]{6}$/, ''));
  return found?.Name === text || found?.ARN === text ? found : undefined;
}

/** @throws Refusal ResourceNotFoundException */
function find(secrets: Secrets, id: unknown): Secret {
  const found = lookUp(secrets, id);
  if (found === undefined) throw new Refusal('ResourceNotFoundException', MISSING);
  return found;
}

function valueOf({ ARN, Name, VersionId, SecretString, CreatedDate }: Secret): Json {
  return { ARN, Name, VersionId, SecretString, VersionStages: ['AWSCURRENT'], CreatedDate };
}

function described({ SecretString, VersionId, ...secret }: Secret): Json {
  const versions = SecretString === undefined ? {} : { [VersionId]: ['AWSCURRENT'] };
  return { ...secret, VersionIdsToStages: versions };
}

/** The caller's token names a new version, so that a repeated call makes no other. */
function versionOf({ ClientRequestToken }: Json): string {
  return typeof ClientRequestToken === 'string' ? ClientRequestToken : randomUUID();
}
