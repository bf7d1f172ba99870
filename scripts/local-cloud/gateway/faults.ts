import { randomFrom } from '../../random';
import { renderError } from './errors';
import { operationName } from './operation-name';
import type { ServiceRequest, ServiceResponse } from './service';

export const FAULT_KINDS = ['throttle', '500', '503', 'timeout', 'reset'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultPlan {
  /** Share of the calls that fail, 0 to 1. */
  readonly rate: number;
  readonly kinds: readonly FaultKind[];
  /** Signing names. @default every service */
  readonly services?: readonly string[];
  /** As the API reference names them. @default every operation */
  readonly operations?: readonly string[];
  /** @default every region */
  readonly regions?: readonly string[];
  /** After so many faults there are no more: with a rate of 1, the first calls fail. @default no end */
  readonly count?: number;
  /** Share of the faults that strike after the call was carried out, so that only its answer is lost. @default 0.5 */
  readonly afterRate?: number;
  /** @default 1 */
  readonly seed?: number;
}

export interface Fault {
  readonly kind: FaultKind;
  /** Whether the call is carried out before it fails. */
  readonly after: boolean;
}

/** Decides call by call whether it fails: by a seed, so that a history of faults can be had again. */
export class Faults {
  private plan: FaultPlan | undefined;
  private random = randomFrom(1);
  private decided = 0;

  set(plan: FaultPlan | undefined): void {
    this.plan = plan;
    this.decided = 0;
    this.random = randomFrom(plan?.seed ?? 1);
  }

  decide(request: ServiceRequest): Fault | undefined {
    const { plan } = this;
    if (plan?.services?.includes(request.service) === false) return undefined;
    if (plan?.regions?.includes(request.region) === false) return undefined;
    if (plan?.operations?.includes(operationName(request)) === false) return undefined;
    if (plan === undefined || this.decided >= (plan.count ?? Infinity)) return undefined;
    if (this.random() >= plan.rate) return undefined;
    this.decided += 1;
    const kind = plan.kinds[Math.floor(this.random() * plan.kinds.length)] ?? '500';
    // A throttled call was never carried out; that is what throttling means.
    const after = kind !== 'throttle' && this.random() < (plan.afterRate ?? 0.5);
    return { kind, after };
  }
}

const ITEM_CALLS = /Item|Items|^Query$|^Scan$/;

/** The error of a fault that answers, in the service's own words. */
export function faultAnswer(request: ServiceRequest, kind: 'throttle' | '500' | '503'): ServiceResponse {
  const { service, operation = '' } = request;
  if (kind === '500') {
    const code = service === 'dynamodb' ? 'InternalServerError' : 'InternalServerException';
    return renderError(request, { status: 500, code, message: 'injected fault' });
  }
  if (kind === '503') {
    return renderError(request, { status: 503, code: 'ServiceUnavailable', message: 'injected fault' });
  }
  const message = 'Rate exceeded (injected fault)';
  if (service === 's3') return renderError(request, { status: 503, code: 'SlowDown', message });
  if (service === 'dynamodb' && ITEM_CALLS.test(operation)) {
    return renderError(request, { status: 400, code: 'ProvisionedThroughputExceededException', message });
  }
  const status = service.startsWith('appconfig') ? 429 : 400;
  return renderError(request, { status, code: 'ThrottlingException', message });
}
