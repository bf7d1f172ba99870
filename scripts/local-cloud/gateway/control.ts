import { z } from 'zod';
import { KNOWN_REGIONS } from '../../../settings/regions';
import type { Clock, ClockReading } from '../clock';
import { DARK_MODES, type DarkRegions } from './dark-regions';
import { FAULT_KINDS, type FaultPlan, type Faults } from './faults';
import type { RequestLog } from './request-log';
import type { Throttling } from './throttling';
import type { ServiceRequest, ServiceResponse } from './service';
import { given } from '../../engine/given';

/** Paths below this one are about the local cloud itself; no AWS service has such a path. */
export const CONTROL_PATH = '/_local-cloud/';

const regionChange = z.strictObject({
  region: z.enum(KNOWN_REGIONS),
  mode: z.enum([...DARK_MODES, 'up']),
});

const faultPlan = z.strictObject({
  rate: z.number().min(0).max(1),
  kinds: z.array(z.enum(FAULT_KINDS)).min(1),
  services: z.array(z.string()).optional(),
  operations: z.array(z.string()).optional(),
  regions: z.array(z.string()).optional(),
  count: z.number().int().min(1).optional(),
  afterRate: z.number().min(0).max(1).optional(),
  seed: z.number().int().optional(),
});

const throttlingChange = z.strictObject({ enabled: z.boolean() });

const requestQuery = z.strictObject({
  since: z.coerce.number().optional(),
  region: z.string().optional(),
  service: z.string().optional(),
  denied: z.stringbool().optional(),
});

export interface ControlProps {
  readonly clock: Clock;
  readonly reading: ClockReading;
  readonly dark: DarkRegions;
  readonly faults: Faults;
  readonly throttling: Throttling;
  readonly log: RequestLog;
  /** Whether IAM is enforced. */
  readonly iam: boolean;
}

/** Answers the calls that steer the local cloud: which regions are dark, what was asked of it, what time it has. */
export function control(
  request: ServiceRequest,
  { clock, reading, dark, faults, throttling, log, iam }: ControlProps,
): ServiceResponse {
  const call = `${request.method} ${request.path.slice(CONTROL_PATH.length)}`;
  switch (call) {
    case 'GET status':
      return json(200, {
        now: clock.now(),
        speed: reading.speed,
        clock: reading,
        throttle: throttling.isEnabled,
        iam: iam ? 'on' : 'off',
        dark: dark.list(),
      });
    case 'POST regions': {
      const change = regionChange.safeParse(parse(request.body));
      if (!change.success) return json(400, { message: z.prettifyError(change.error) });
      dark.set(change.data.region, change.data.mode);
      return json(200, { dark: dark.list() });
    }
    case 'POST faults': {
      const plan = faultPlan.safeParse(parse(request.body));
      if (!plan.success) return json(400, { message: z.prettifyError(plan.error) });
      faults.set(plan.data as FaultPlan);
      return json(200, plan.data);
    }
    case 'DELETE faults':
      faults.set(undefined);
      return json(200, {});
    case 'POST throttling': {
      const change = throttlingChange.safeParse(parse(request.body));
      if (!change.success) return json(400, { message: z.prettifyError(change.error) });
      throttling.set(change.data.enabled);
      return json(200, change.data);
    }
    case 'GET requests': {
      const filter = requestQuery.safeParse(Object.fromEntries(request.query));
      if (!filter.success) return json(400, { message: z.prettifyError(filter.error) });
      return json(200, log.find(given(filter.data)));
    }
    default:
      return json(404, {
        message: `no ${call}; allowed: GET status, POST regions, POST faults, DELETE faults, POST throttling, GET requests`,
      });
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function json(status: number, value: unknown): ServiceResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
