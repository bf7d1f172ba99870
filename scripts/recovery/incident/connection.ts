import { z } from 'zod';
import type { Settings } from '../../../settings';
import type { Role } from '../../../settings/regions';
import { clockOf, systemClock, type Clock } from '../../runbook/clock';
import { Stop } from '../../runbook/stop';
import { connect, type Clients } from '../connection/clients';
import { targetOf, type Target } from '../connection/target';
import { identifyCaller, requireAccount, type Caller } from './caller';
import type { Bucket } from './s3-objects';
import { auditBucketOf } from './s3-mirror';

/** The service of one environment, reached with somebody's credentials. */
export interface Connection {
  readonly target: Target;
  readonly clients: Clients;
  readonly clock: Clock;
  /** How many times as fast as the wall's the clock runs; 1 against AWS. */
  readonly speed: number;
  readonly caller: Caller;
  /** Journals, lease and approvals. */
  readonly audit: Bucket;
}

/**
 * Connects to the service that the settings name, and makes sure that the credentials belong to its account.
 *
 * @param role which half of it: nothing is asked of the other one's region
 * @throws Stop CLOCK_REFUSED (usage), WRONG_ACCOUNT (precondition)
 */
export async function openConnection(
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
  role: Role = 'primary',
): Promise<Connection> {
  const { clock, speed } = clockFrom(env);
  const target = targetOf(settings, role);
  const clients = connect(target, { clock });
  try {
    const caller = await identifyCaller(clients.sts);
    requireAccount(caller, settings);
    const audit = { s3: clients.audit, bucket: auditBucketOf(target), clock };
    return { target, clients, clock, speed, caller, audit };
  } catch (error) {
    clients.destroy();
    throw error;
  }
}

const milliseconds = z.number().nonnegative();
const clockSchema = z.strictObject({
  speed: z.number().positive(),
  start: milliseconds,
  wallStart: milliseconds,
});

/**
 * The wall's clock, or the one of a rehearsal (`SYNCWELL_CLOCK`), which only something on this machine may have: with
 * a clock that is wrong against AWS, a wrong second would be restored.
 *
 * @throws Stop CLOCK_REFUSED (usage)
 */
export function clockFrom(env: Readonly<Record<string, string | undefined>>): {
  clock: Clock;
  speed: number;
} {
  const given = env.SYNCWELL_CLOCK;
  if (given === undefined || given === '') return { clock: systemClock, speed: 1 };
  if (!isLoopback(env.AWS_ENDPOINT_URL)) {
    throw clockRefused('is only allowed with a local cloud, where AWS_ENDPOINT_URL is a loopback address');
  }
  let content: unknown;
  try {
    content = JSON.parse(given);
  } catch {
    throw clockRefused('is not JSON');
  }
  const result = clockSchema.safeParse(content);
  if (!result.success) throw clockRefused('must hold speed, start and wallStart, numbers in milliseconds');
  return { clock: clockOf(result.data), speed: result.data.speed };
}

function isLoopback(url: string | undefined): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}

function clockRefused(why: string): Stop {
  return new Stop({
    kind: 'usage',
    code: 'CLOCK_REFUSED',
    message: `SYNCWELL_CLOCK ${why}`,
    next: 'unset SYNCWELL_CLOCK',
  });
}
