import type { Clock } from '../clock';
import { operationName } from '../gateway/operation-name';
import type { Principals } from '../gateway/principals';
import type { Denial, Gate, ServiceRequest, ServiceResponse } from '../gateway/service';
import { callerOf, type Caller } from './caller';
import { CannotJudge, decide } from './evaluator';
import { contextOf, neededFor, UnmappedCall, type Context, type Needed } from './map';
import { Policies, type Ask, type Deployed } from './policies';
import { arnFrom } from './policies/arn';
import { refusal, unknownKey } from './refusal';

interface GateProps {
  /** The services behind the gate, which it asks for what is deployed. */
  readonly ask: Ask;
  readonly principals: Principals;
  readonly clock: Clock;
}

interface Verdict {
  /** undefined: the call is allowed. */
  readonly refusal: ServiceResponse | undefined;
  /** What the call is about first of all. */
  readonly resource: string | undefined;
}

/** Lets a call pass when policies allow it to its caller, and refuses it with the reason when they do not. */
export function createGate({ ask, principals, clock }: GateProps): Gate {
  const policies = new Policies(ask, clock);

  const authorise = async (request: ServiceRequest): Promise<Verdict> => {
    try {
      return await policies.with((deployed) => judge(asked(request), { deployed, principals, clock }));
    } catch (error) {
      return { refusal: refusal(request, unjudged(request, error)), resource: undefined };
    }
  };

  return {
    pass: async (request, next) => {
      // A session that has ended is told so by its service, whatever it was allowed to do.
      if (hasEnded(request, principals, clock)) return next(request);
      const verdict = await authorise(request);
      if (verdict.refusal !== undefined) return verdict.refusal;
      const answer = await next(request);
      policies.answered(request, answer, verdict.resource);
      return answer;
    },
  };
}

function hasEnded({ accessKeyId }: ServiceRequest, principals: Principals, clock: Clock): boolean {
  const endsAt = principals.sessionOf(accessKeyId)?.endsAt;
  return endsAt !== undefined && endsAt <= clock.now();
}

/** What is asked without a signature and names no operation is asked of S3, as a web page would. */
function asked(request: ServiceRequest): ServiceRequest {
  return request.service === 'unsigned' && request.operation === undefined
    ? { ...request, service: 's3' }
    : request;
}

/** What nobody understands is denied, by its name; so is what cannot be judged because a service fails. */
function unjudged(request: ServiceRequest, error: unknown): Denial {
  const isKnown = error instanceof UnmappedCall || error instanceof CannotJudge;
  const what = error instanceof Error ? error.message : String(error);
  const action = error instanceof UnmappedCall ? error.call : `${request.service}:${operationName(request)}`;
  const principal = request.accessKeyId === '' ? 'an unsigned request' : `access key ${request.accessKeyId}`;
  const message = isKnown ? what : `the rights to ${action} cannot be judged: ${what}`;
  return { principal, action, resource: '*', message };
}

interface Bench {
  readonly deployed: Deployed;
  readonly principals: Principals;
  readonly clock: Clock;
}

function judge(request: ServiceRequest, { deployed, principals, clock }: Bench): Verdict {
  const caller = callerOf(request, deployed, principals);
  const needed = neededFor(request, deployed.look);
  if (caller === undefined) return { refusal: unknownKey(request), resource: undefined };
  const ofRequest = requestContext(request, clock, secondFactorAge(request, principals, clock));
  for (const one of needed) {
    const message = denied(one, { request, caller, deployed, ofRequest });
    if (message === undefined) continue;
    const { action, resource } = one;
    const denial = { principal: caller.principal.arn, action, resource, message };
    return { refusal: refusal(request, denial), resource };
  }
  return { refusal: undefined, resource: needed[0]?.resource };
}

interface Hearing {
  readonly request: ServiceRequest;
  readonly caller: Caller;
  readonly deployed: Deployed;
  readonly ofRequest: Context;
}

/** @returns why not; undefined: it is allowed */
function denied(
  { action, resource, context }: Needed,
  { request, caller, deployed, ofRequest }: Hearing,
): string | undefined {
  const account = arnFrom(resource)?.account ?? '';
  const policy = deployed.resourcePolicy(action, resource);
  const decision = decide(
    {
      action,
      resource,
      principal: caller.principal,
      resourceAccountId: /^\d{12}$/.test(account) ? account : request.accountId,
      context: new Map([...caller.context, ...ofRequest, ...context]),
    },
    { ...caller.policies, ...(policy === undefined ? {} : { resource: policy }) },
  );
  return decision.allowed ? undefined : decision.message;
}

/** Condition keys of every request (IAM user guide, "AWS global condition context keys"). */
function requestContext(request: ServiceRequest, clock: Clock, factorAge: number | undefined): Context {
  const now = clock.now();
  return contextOf({
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:SourceIp': '127.0.0.1',
    'aws:UserAgent': request.headers['user-agent'],
    'aws:ViaAWSService': 'false',
    'aws:MultiFactorAuthPresent': factorAge === undefined ? undefined : 'true',
    'aws:MultiFactorAuthAge': factorAge === undefined ? undefined : String(factorAge),
  });
}

/**
 * Seconds since the caller showed a second factor: in this call, which STS then checks, or in the one that took its role;
 * undefined: it did not.
 */
function secondFactorAge(request: ServiceRequest, principals: Principals, clock: Clock): number | undefined {
  const { service, body, accessKeyId } = request;
  if (service === 'sts' && new URLSearchParams(body.toString('utf8')).has('SerialNumber')) return 0;
  const session = principals.sessionOf(accessKeyId)?.session;
  return session?.hasSecondFactor === true ? Math.floor((clock.now() - session.since) / 1000) : undefined;
}
