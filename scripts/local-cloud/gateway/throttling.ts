import type { Clock } from '../clock';
import { faultAnswer } from './faults';
import { costOf, tableOf } from './throttling-cost';
import { operationName } from './operation-name';
import { QUOTAS, type Quota } from './quotas';
import type { ServiceRequest, ServiceResponse } from './service';

interface Bucket {
  tokens: number;
  /** Cloud time in milliseconds. */
  filledAt: number;
}

/**
 * Refuses what goes beyond the quotas of the real services, on the cloud's clock. Off until it is switched on: the
 * store behind is slower than most quotas, and a fast clock hides them.
 *
 * Each quota is a bucket that holds a second's worth. What a call costs is known when it is answered, and may leave a
 * debt, which the next calls wait for.
 */
export class Throttling {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly clock: Clock,
    private enabled: boolean,
  ) {}

  get isEnabled(): boolean {
    return this.enabled;
  }

  set(enabled: boolean): void {
    this.enabled = enabled;
    this.buckets.clear();
  }

  /** Answers a request, or says that there were too many. */
  async pass(
    request: ServiceRequest,
    answer: (request: ServiceRequest) => Promise<ServiceResponse>,
  ): Promise<ServiceResponse> {
    const name = operationName(request);
    const quotas = this.enabled
      ? QUOTAS.filter(({ service, operations }) => service === request.service && operations.includes(name))
      : [];
    const buckets = quotas.map((quota) => ({ quota, bucket: this.bucketOf(quota, request) }));
    if (buckets.some(({ bucket }) => bucket.tokens <= 0)) return faultAnswer(request, 'throttle');
    // A call is paid for at once where its price is known: many at a time must not all pass.
    for (const { quota, bucket } of buckets) if (quota.unit === 'calls') bucket.tokens -= 1;
    const response = await answer(request);
    for (const { quota, bucket } of buckets) {
      if (quota.unit !== 'calls') bucket.tokens -= costOf(quota.unit, request, response);
    }
    return response;
  }

  private bucketOf({ name, perSecond, perTable = false }: Quota, request: ServiceRequest): Bucket {
    const { accountId, region } = request;
    const key = [accountId, region, name, perTable ? tableOf(request) : ''].join('/');
    const now = this.clock.now();
    const bucket = this.buckets.get(key) ?? { tokens: perSecond, filledAt: now };
    bucket.tokens = Math.min(perSecond, bucket.tokens + ((now - bucket.filledAt) / 1000) * perSecond);
    bucket.filledAt = now;
    this.buckets.set(key, bucket);
    return bucket;
  }
}
