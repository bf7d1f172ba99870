import type { ServiceRequest, ServiceResponse } from '../gateway/service';
import { internalRequest } from './internal-request';

interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: unknown;
}

/**
 * Whether a stranger may read an object: the bucket's policy allows it for everyone, without condition. Denials are not
 * looked at: ours is about plain HTTP, and a health checker comes with TLS.
 *
 * @param path `/bucket/key`
 * @param ask the cloud's services, past dark regions and faults
 */
export async function isPublic(
  path: string,
  ask: (request: ServiceRequest) => Promise<ServiceResponse>,
): Promise<boolean> {
  const [, bucket = '', ...key] = path.split('/');
  const { status, body } = await ask(
    internalRequest({ service: 's3', method: 'GET', path: `/${bucket}`, rawQuery: 'policy=' }),
  );
  if (status !== 200) return false;
  const { Statement } = JSON.parse(body.toString()) as { Statement: Statement | readonly Statement[] };
  const object = `arn:aws:s3:::${bucket}/${key.join('/')}`;
  return [Statement]
    .flat()
    .some(
      ({ Effect, Principal, Action = [], Resource = [], Condition }) =>
        Effect === 'Allow' &&
        (Principal === '*' || (Principal as { AWS?: unknown } | undefined)?.AWS === '*') &&
        [Action].flat().some((action) => action === 's3:GetObject' || action === 's3:*') &&
        [Resource].flat().some((one) => one === object || one === `arn:aws:s3:::${bucket}/*`) &&
        Condition === undefined,
    );
}
