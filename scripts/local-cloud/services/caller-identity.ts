import { renderError } from '../gateway/errors';
import type { Principals } from '../gateway/principals';
import type { LocalService, ServiceContext, ServiceRequest, ServiceResponse } from '../gateway/service';
import { isMfaCode } from './mfa';
import { parametersOf, queryAnswer } from './support/query-protocol';

/** Seconds (STS API reference, AssumeRole, DurationSeconds). */
const USUAL = 3_600;
const SHORTEST = 900;
const LONGEST = 43_200;
const CHAINED = 3_600;

/**
 * STS as far as it tells callers apart: who assumed which role with which second factor, who somebody is, and whose
 * session has ended. A session that was taken without a second factor does not end: parts of a rehearsal that play nobody
 * take theirs once, for many hours of a fast clock.
 */
export function createCallerIdentity(principals: Principals): LocalService {
  return {
    name: 'caller identity',
    async respond(request, context) {
      if (hasEnded(principals, request, context)) return expired(request);
      if (request.service !== 'sts') return undefined;
      if (request.operation === 'AssumeRole') return assumeRole(principals, request, context);
      if (request.operation !== 'GetCallerIdentity') return undefined;
      const { callerArn, userId } = principals.of(request);
      return queryAnswer('GetCallerIdentity', {
        Arn: callerArn,
        UserId: userId,
        Account: request.accountId,
      });
    },
  };
}

function hasEnded(principals: Principals, request: ServiceRequest, { clock }: ServiceContext): boolean {
  const { endsAt } = principals.of(request);
  return endsAt !== undefined && endsAt <= clock.now();
}

function expired(request: ServiceRequest): ServiceResponse {
  // S3 and the query protocols call it so, the JSON protocols add `Exception` (common errors of both).
  const code = request.headers['x-amz-target'] === undefined ? 'ExpiredToken' : 'ExpiredTokenException';
  const message = 'The security token included in the request is expired';
  return renderError(request, { status: request.service === 'sts' ? 403 : 400, code, message });
}

async function assumeRole(
  principals: Principals,
  request: ServiceRequest,
  { forward, clock }: ServiceContext,
): Promise<ServiceResponse> {
  const parameters = parametersOf(request);
  const { callerArn } = principals.of(request);
  const seconds = Number(parameters.get('DurationSeconds') ?? USUAL);
  const wrong = wrongDuration(seconds, callerArn);
  if (wrong !== undefined)
    return renderError(request, { status: 400, code: 'ValidationError', message: wrong });
  const serial = parameters.get('SerialNumber');
  const code = parameters.get('TokenCode') ?? '';
  if (serial !== null && !isMfaCode({ serial, code, userArn: callerArn }, clock.now())) {
    const message = 'MultiFactorAuthentication failed with invalid MFA one time pass code. ';
    return renderError(request, { status: 403, code: 'AccessDenied', message });
  }
  const answer = await forward(request);
  const endsAt = clock.now() + seconds * 1000;
  principals.learn(request, answer, { now: clock.now(), endsAt: serial === null ? undefined : endsAt });
  const ends = `<Expiration>${new Date(endsAt).toISOString()}</Expiration>`;
  return { ...answer, body: answer.body.toString().replace(/<Expiration>[^<]*<\/Expiration>/, ends) };
}

function wrongDuration(seconds: number, callerArn: string): string | undefined {
  if (!(seconds >= SHORTEST && seconds <= LONGEST))
    return `1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between ${SHORTEST} and ${LONGEST}`;
  // IAM user guide, "Role chaining".
  return callerArn.includes(':assumed-role/') && seconds > CHAINED
    ? 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining'
    : undefined;
}
