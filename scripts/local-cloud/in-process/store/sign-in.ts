import type { ServiceRequest, ServiceResponse } from '../../gateway/service';
import { parametersOf, queryAnswer } from '../../services/support/query-protocol';
import { refuse, Refusal } from './refusal';

/** STS: anybody may take any role, as with moto; who is who is the business of the services in front. */
export function createSignIn(): (request: ServiceRequest, now: number) => ServiceResponse {
  let given = 0;
  return (request, now) => {
    if (request.operation !== 'AssumeRole') return refuse(request, Refusal.notImplemented(request));
    const parameters = parametersOf(request);
    const roleArn = parameters.get('RoleArn') ?? '';
    const session = parameters.get('RoleSessionName') ?? '';
    const seconds = Number(parameters.get('DurationSeconds') ?? 3_600);
    given += 1;
    const role = roleArn.split('/').at(-1) ?? '';
    return queryAnswer('AssumeRole', {
      Credentials: {
        AccessKeyId: `ASIA${String(given).padStart(16, '0')}`,
        SecretAccessKey: 'not-a-secret',
        SessionToken: 'not-a-token',
        Expiration: new Date(now + seconds * 1_000).toISOString(),
      },
      AssumedRoleUser: {
        AssumedRoleId: `AROA:${session}`,
        Arn: `arn:aws:sts::${request.accountId}:assumed-role/${role}/${session}`,
      },
    });
  };
}
