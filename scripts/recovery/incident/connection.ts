import { STSClient } from '@aws-sdk/client-sts';
import { z } from 'zod';
import type { Settings } from '../../../settings';
import type { RegionKind } from '../../../settings/regions';
import { clockOf, systemClock, type Clock } from '../../engine/clock';
import { stop } from '../../engine/errors';
import type { Stop } from '../../engine/stop';
import type { RegionContext } from '../aws/action';
import { clientConfig, connect, type ConnectProps } from '../aws/clients';
import { targetOf } from '../aws/target';
import { identifyCaller, requireAccount, type Caller } from '../aws/caller';
import { isLoopback } from '../aws/loopback';
import type { Bucket } from '../aws/s3-objects';
import { auditBucketOf } from './s3-mirror';

/** The service of one environment, reached with somebody's credentials. */
export interface Connection extends RegionContext {
  /** How many times as fast as the wall's the clock runs; 1 against AWS. */
  readonly speed: number;
  readonly caller: Caller;
  /** Journals, lease and approvals. */
  readonly audit: Bucket;
  /** How clients are made. @default as `connect` makes them */
  readonly connecting?: Omit<ConnectProps, 'clock'> | undefined;
}

export interface OpenProps extends RegionChoice, Pick<Connection, 'connecting'> {
  /** The clock and its speed. @default as `env` says */
  readonly time?: Pick<Connection, 'clock' | 'speed'> | undefined;
}

/** Calls of the first question: a region that does not answer is told in a minute, not after ten tries. */
const ATTEMPTS = 3;

/** Which region of the service somebody works on, and whether the region of the other one is lost. */
export interface RegionChoice {
  /** @default the primary region's */
  readonly regionKind?: RegionKind | undefined;
  readonly lost?: RegionKind | undefined;
}

/**
 * Connects to the service that the settings name, and makes sure that the credentials belong to its account. That is
 * asked of the audit region: the service's own may be the one in trouble.
 *
 * @throws Stop CLOCK_REFUSED (usage), WRONG_ACCOUNT (precondition)
 */
export async function openConnection(
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
  { time, connecting, ...choice }: OpenProps = {},
): Promise<Connection> {
  const { clock, speed } = time ?? clockFrom(env);
  const reached = reach(settings, choice, { clock, connecting });
  try {
    const { auditRegion, lost } = reached.target;
    const sts = new STSClient(clientConfig(auditRegion, { attempts: ATTEMPTS, ...connecting, clock, lost }));
    const caller = await identifyCaller(sts).finally(() => {
      sts.destroy();
    });
    requireAccount(caller, settings);
    return { ...reached, clock, speed, caller };
  } catch (error) {
    reached.clients.destroy();
    throw error;
  }
}

/** The same caller in other regions of the same environment. Asks nobody; whoever takes it destroys its clients. */
export function connectionTo(connection: Connection, choice: RegionChoice): Connection {
  return { ...connection, ...reach(connection.target.settings, choice, connection) };
}

function reach(
  settings: Settings,
  { regionKind, lost }: RegionChoice,
  { clock, connecting }: Pick<Connection, 'clock' | 'connecting'>,
) {
  const target = targetOf(settings, regionKind, { lost });
  const clients = connect(target, { ...connecting, clock });
  const audit = { s3: clients.audit, bucket: auditBucketOf(target), clock };
  return { target, clients, audit, connecting };
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

function clockRefused(why: string): Stop {
  return stop('CLOCK_REFUSED', { why });
}
