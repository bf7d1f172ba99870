import type { HttpHandlerOptions, HttpRequest } from '@smithy/types';
import type { HttpResponse } from '@smithy/core/transport';
import type { Clock } from '../clock';
import { ObjectWatch } from '../dns/object-watch';
import { createResolver, type Resolver } from '../dns/resolver';
import type { PublicDns } from '../dns/zone';
import { answering } from '../gateway/answer';
import { DarkRegions } from '../gateway/dark-regions';
import { Faults, type FaultPlan } from '../gateway/faults';
import { Throttling } from '../gateway/throttling';
import { createServices, type ServicesProps } from '../services';
import { deliver, type DoorRecord } from './door';
import { createStore } from './store';

export interface InProcessCloudProps {
  /** The only time there is. */
  readonly clock: Clock;
  /** @default no call fails */
  readonly faults?: FaultPlan;
  /** Milliseconds of cloud time that a request, and again its answer, are under way. @default none */
  readonly latency?: () => number;
  /** Whether the quotas of the real services hold. @default false */
  readonly throttle?: boolean;
  /** How services differ from their usual selves. */
  readonly services?: ServicesProps;
}

export interface InProcessCloud {
  /** For the `requestHandler` of any client of the AWS SDK. */
  readonly requestHandler: {
    handle(request: HttpRequest, options?: HttpHandlerOptions): Promise<{ response: HttpResponse }>;
    destroy(): void;
    updateHttpClientConfig(): void;
    httpHandlerConfigs(): Record<string, never>;
  };
  readonly dark: DarkRegions;
  /**
   * What a resolver says while the public DNS holds these records, whose health checks look at the objects of this
   * cloud: every one of them counts as public.
   */
  resolverOf(dns: PublicDns): Resolver;
  setFaults(plan: FaultPlan | undefined): void;
  /** From now on the quotas of the real services hold, or no longer do. */
  setThrottling(enabled: boolean): void;
  /** Every request so far, oldest first. */
  readonly requests: readonly DoorRecord[];
}

/**
 * The local cloud without its wire and without moto, for simulations: the same services, faults and lost regions,
 * answered within the process and on a clock that is passed in.
 */
export function createInProcessCloud({
  clock,
  faults: plan,
  latency = () => 0,
  throttle = false,
  services,
}: InProcessCloudProps): InProcessCloud {
  const faults = new Faults();
  faults.set(plan);
  const dark = new DarkRegions();
  const log: DoorRecord[] = [];
  const throttling = new Throttling(clock, throttle);
  const watch = new ObjectWatch(createStore(clock), clock);
  const toService = answering({
    services: createServices(services),
    forward: watch.forward,
    clock,
    isServed: dark.isServed,
  });
  const answer: typeof toService = (request) => throttling.pass(request, toService);
  const props = { clock, answer, faults, dark, log, latency };
  return {
    requestHandler: {
      handle: async (request, options = {}) => ({ response: await deliver(request, options, props) }),
      destroy: () => undefined,
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    },
    dark,
    resolverOf: (dns) => createResolver({ read: () => dns, watch, isPublic: () => true, clock }),
    setFaults: (next) => {
      faults.set(next);
    },
    setThrottling: (enabled) => {
      throttling.set(enabled);
    },
    requests: log,
  };
}
