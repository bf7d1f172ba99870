import { randomFrom } from '../../support/random';
import { renderError } from './errors';
import type { ServiceRequest, ServiceResponse } from './service';

export const FAULT_KINDS = ['throttle', '500', '503', 'timeout', 'reset'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultPlan {
  /** Share of the calls that fail, 0 to 1. */
  readonly rate: number;
  readonly kinds: readonly FaultKind[];
  /** Signing names. @default every service */
  readonly services?: readonly string[];
  /** @default every operation */
  readonly operations?: readonly string[];
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

  set(plan: FaultPlan | undefined): void {
    this.plan = plan;
    this.random = randomFrom(plan?.seed ?? 1);
  }

  decide({ service, operation }: Pick<ServiceRequest, 'service' | 'operation'>): Fault | undefined {
    const { plan } = this;
    if (plan?.services?.includes(service) === false) return undefined;
    if (plan?.operations?.includes(operation ?? '') === false) return undefined;
    if (plan === undefined || this.random() >= plan.rate) return undefined;
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
