import { randomInt } from 'node:crypto';
import { renderError } from '../../gateway/errors';
import type { ServiceContext, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { jsonAnswer, jsonBody } from '../support/json';
import { fail, invalid } from './moto-call';
import { checkPolicy } from './policy-evaluation';
import type { RegionTables } from './table-state';

/** After a change, the next must wait that long (aws-facts.md, 2.3). */
const LOCK = 15_000;
/** A change takes a while to reach every request (aws-facts.md, 2.2). */
const PROPAGATION = 3_000;

interface Version {
  /** undefined: no policy. */
  readonly policy: string | undefined;
  readonly revision: string;
  readonly since: number;
}

/** The resource policy of one table, through time. */
export class ResourcePolicies {
  private versions: readonly Version[] = [];

  /** What was written last, whether it is in force yet or not. */
  get newest(): Version | undefined {
    return this.versions.at(-1);
  }

  /** What requests are judged by. */
  inForce(now: number): Version | undefined {
    return this.versions.findLast(({ since }) => since + PROPAGATION <= now);
  }

  /** Since when policies in force have been such ones without a break, milliseconds; undefined: the one in force is not. */
  since(now: number, isSuch: (policy: string) => boolean): number | undefined {
    const due = this.versions.filter(({ since }) => since + PROPAGATION <= now);
    const last = due.findLastIndex(({ policy }) => policy === undefined || !isSuch(policy));
    return due[last + 1]?.since;
  }

  isLocked(now: number): boolean {
    return this.newest !== undefined && now < this.newest.since + LOCK;
  }

  set(policy: string | undefined, now: number): Version {
    const revision = `${now}${randomInt(1_000_000)}`;
    const version = { policy, revision, since: now };
    this.versions = [...this.versions, version];
    return version;
  }
}

/** Whitespace included (aws-facts.md, 2.1). */
const MAX_SIZE = 20 * 1024;

/** @returns the error of a policy that is none, or that could not be enforced here as AWS would */
function refusePolicy(request: ServiceRequest, policy: string): ServiceResponse | undefined {
  if (Buffer.byteLength(policy) > MAX_SIZE) {
    return invalid(
      request,
      `The policy has ${Buffer.byteLength(policy)} bytes; at most ${MAX_SIZE} are allowed`,
    );
  }
  try {
    checkPolicy(policy);
    return undefined;
  } catch (error) {
    return error instanceof SyntaxError
      ? invalid(request, `The policy is no JSON: ${error.message}`)
      : renderError(request, { status: 501, code: 'NotImplemented', message: (error as Error).message });
  }
}

/** PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy. Policies of streams are left to moto. */
export function resourcePolicy(
  tables: RegionTables,
  request: ServiceRequest,
  { clock }: ServiceContext,
): ServiceResponse | undefined {
  const { ResourceArn, Policy, ExpectedRevisionId } = jsonBody(request) as Record<string, string>;
  if (ResourceArn?.includes('/stream/') === true) return undefined;
  const table = tables.get(ResourceArn);
  if (table === undefined) {
    return fail(request, 'ResourceNotFoundException', `Requested resource not found: ${ResourceArn ?? ''}`);
  }
  const policies = (table.policies ??= new ResourcePolicies());
  const now = clock.now();
  const none = (): ServiceResponse =>
    fail(request, 'PolicyNotFoundException', `Resource-based policy not found for: ${ResourceArn ?? ''}`);
  if (request.operation === 'GetResourcePolicy') {
    const shown = policies.inForce(now);
    return shown?.policy === undefined
      ? none()
      : jsonAnswer(request, { Policy: shown.policy, RevisionId: shown.revision });
  }
  const refusal = request.operation === 'PutResourcePolicy' ? refusePolicy(request, Policy ?? '') : undefined;
  if (refusal !== undefined) return refusal;
  const { newest } = policies;
  const current = newest?.policy === undefined ? undefined : newest;
  if (request.operation === 'PutResourcePolicy' && current !== undefined && current.policy === Policy) {
    return jsonAnswer(request, { RevisionId: current.revision });
  }
  if (ExpectedRevisionId !== undefined && ExpectedRevisionId !== (current?.revision ?? 'NO_POLICY'))
    return none();
  if (request.operation === 'DeleteResourcePolicy' && current === undefined) {
    return jsonAnswer(request, {});
  }
  if (policies.isLocked(now)) {
    return fail(
      request,
      'LimitExceededException',
      'The policy was changed less than 15 seconds ago: try again later',
    );
  }
  const { revision } = policies.set(request.operation === 'PutResourcePolicy' ? Policy : undefined, now);
  return jsonAnswer(request, { RevisionId: revision });
}
