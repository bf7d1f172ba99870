import { randomUUID } from 'node:crypto';
import { badRequest, type ServiceError } from '../appconfig/errors';
import { placeOf, servedVersion } from '../appconfig/served';
import type { HostedVersion, RegionState } from '../appconfig/state';
import { missing, resolve, type Identifiers } from './resources';

const SECOND = 1_000;
/** A token that nobody used for a day is worth nothing any more. */
const TOKEN_LIFETIME = 24 * 3_600 * SECOND;

interface Session {
  readonly region: RegionState;
  /** Ids, not names: a rename does not end a session. */
  readonly identifiers: Identifiers;
  readonly place: number;
  readonly intervalInSeconds: number;
  /** No poll is answered before, in milliseconds of cloud time. */
  nextPollAt: number;
  /** The version that the client has. */
  seen: HostedVersion | undefined;
}

interface Ticket {
  readonly session: Session;
  readonly issuedAt: number;
}

export interface Poll {
  readonly nextToken: string;
  readonly intervalInSeconds: number;
  readonly version: HostedVersion;
  /** Whether the client does not have this version yet. */
  readonly fresh: boolean;
}

type Problem = 'Corrupted' | 'Expired' | 'PollIntervalNotSatisfied';

function refused(message: string, Problem: Problem): ServiceError {
  return badRequest(message, {
    Reason: 'InvalidParameters',
    Details: { InvalidParameters: { ConfigurationToken: { Problem } } },
  });
}

/** The sessions of every region. A token is good for one poll, in the region that gave it. */
export class Sessions {
  private readonly tickets = new Map<string, Ticket>();

  /**
   * @returns the first token
   * @throws ServiceError ResourceNotFoundException
   */
  start(region: RegionState, wanted: Identifiers, intervalInSeconds: number, now: number): string {
    const { application, environment, profile } = resolve(region, wanted);
    const identifiers = {
      ApplicationIdentifier: application.Id,
      EnvironmentIdentifier: environment.Id,
      ConfigurationProfileIdentifier: profile.Id,
    };
    return this.issue(now, {
      region,
      identifiers,
      place: placeOf(randomUUID()),
      intervalInSeconds,
      nextPollAt: now,
      seen: undefined,
    });
  }

  /** @throws ServiceError when the token does not buy a poll now; it is spent only by a poll that succeeds */
  poll(region: RegionState, token: string, now: number): Poll {
    const { session } = this.valid(region, token, now);
    const { intervalInSeconds, identifiers, seen } = session;
    const { environment, profile } = resolve(region, identifiers);
    const version = servedVersion(environment, profile.Id, session.place, now);
    if (version === undefined) throw missing('Deployment', identifiers);
    environment.lastRead = now;
    profile.lastRead = now;
    session.seen = version;
    session.nextPollAt = now + intervalInSeconds * SECOND;
    this.tickets.delete(token);
    return {
      nextToken: this.issue(now, session),
      intervalInSeconds,
      version,
      fresh: version !== seen,
    };
  }

  private valid(region: RegionState, token: string, now: number): Ticket {
    const ticket = this.tickets.get(token);
    if (ticket?.session.region !== region) throw refused('Token not valid', 'Corrupted');
    if (now - ticket.issuedAt > TOKEN_LIFETIME) throw refused('Token has expired', 'Expired');
    if (now < ticket.session.nextPollAt) throw refused('Request too early', 'PollIntervalNotSatisfied');
    return ticket;
  }

  private issue(issuedAt: number, session: Session): string {
    const token = randomUUID();
    this.tickets.set(token, { session, issuedAt });
    return token;
  }
}
