import type { LocalService, ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { renderError } from '../../gateway/errors';
import { editJson, jsonAnswer, jsonBody, type Json } from '../support/json';

export interface SecretsProps {
  /** Cloud milliseconds for which a new secret is not in the list (aws-facts.md, 5.5). @default 0 */
  readonly listLag?: number;
}

/** Secrets Manager where moto differs from it: names that wait for deletion, batches, and a list that is late. */
export function createSecrets({ listLag = 0 }: SecretsProps = {}): LocalService {
  return {
    name: 'secrets',
    async respond(request, context) {
      if (request.service !== 'secretsmanager') return undefined;
      switch (request.operation) {
        case 'CreateSecret':
          return create(request, context);
        case 'BatchGetSecretValue':
          return batch(request, context);
        case 'ListSecrets':
          return listLag === 0 ? undefined : lateList(request, context, listLag);
        default:
          return undefined;
      }
    },
  };
}

/** The same request for another operation. */
function ask(request: ServiceRequest, operation: string, content: Json): ServiceRequest {
  const body = Buffer.from(JSON.stringify(content));
  return {
    ...request,
    operation,
    body,
    headers: {
      ...request.headers,
      'x-amz-target': `secretsmanager.${operation}`,
      'content-length': String(body.length),
    },
  };
}

/** A name that waits for deletion has an error of its own (aws-facts.md, 5.6). */
async function create(request: ServiceRequest, { forward }: ServiceContext): Promise<ServiceResponse> {
  const answer = await forward(request);
  if (codeOf(answer) !== 'ResourceExistsException') return answer;
  const described = await forward(ask(request, 'DescribeSecret', { SecretId: jsonBody(request).Name }));
  const { DeletedDate } = contentOf(described);
  if (DeletedDate === undefined || DeletedDate === null) return answer;
  return renderError(request, {
    status: 400,
    code: 'InvalidRequestException',
    message:
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
  });
}

/** moto fails a whole batch for one secret without a value; the service tells of each (aws-facts.md, 5.4). */
async function batch(request: ServiceRequest, { forward }: ServiceContext): Promise<ServiceResponse> {
  const answer = await forward(request);
  const { SecretIdList: ids } = jsonBody(request) as { SecretIdList?: readonly string[] };
  if (codeOf(answer) !== 'ResourceNotFoundException' || ids === undefined) return answer;
  const values: Json[] = [];
  const errors: Json[] = [];
  for (const SecretId of ids) {
    const one = await forward(ask(request, 'GetSecretValue', { SecretId }));
    if (one.status < 300) values.push(contentOf(one));
    else errors.push({ SecretId, ErrorCode: codeOf(one), Message: contentOf(one).message });
  }
  return jsonAnswer(request, { SecretValues: values, Errors: errors });
}

async function lateList(
  request: ServiceRequest,
  { forward, clock }: ServiceContext,
  lag: number,
): Promise<ServiceResponse> {
  const listed = clock.now() - lag;
  return editJson(await forward(request), (content) => ({
    ...content,
    SecretList: (content.SecretList as Json[])
      .filter(({ CreatedDate }) => Number(CreatedDate) * 1000 <= listed)
      .map((secret) => (Number(secret.LastChangedDate) * 1000 <= listed ? secret : asBefore(secret))),
  }));
}

/** As it was before its last value was put. */
function asBefore({ SecretVersionsToStages: versions = {}, ...secret }: Json): Json {
  const previous = Object.entries(versions as Record<string, string[]>).filter(([, stages]) =>
    stages.includes('AWSPREVIOUS'),
  );
  return {
    ...secret,
    SecretVersionsToStages: Object.fromEntries(previous.map(([id]) => [id, ['AWSCURRENT']])),
  };
}

function contentOf({ body }: ServiceResponse): Json {
  return JSON.parse(body.toString()) as Json;
}

/** The name of the error that it is; undefined: it is none. */
function codeOf(answer: ServiceResponse): string | undefined {
  if (answer.status < 300) return undefined;
  return String(contentOf(answer).__type).split('#').at(-1);
}
