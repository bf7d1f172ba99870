import { namesFor, type RegionKind } from '../../settings';
import type { LocalEnvironment } from '../local-deploy/environment';
import { clockOf } from '../engine/clock';
import { BUILDER, clientsOf, type DrillRegion } from './connection';
import { generateUsers, withConnections } from './generated-users';
import type { Phases } from './phases';
import { seed as seedUsers, type Seeded } from './seed';
import { Tokens } from './tokens';
import { Ledger } from './worker/ledger';

/** Users with their secrets and items, and what is known of them. */
export interface Population {
  readonly ids: readonly string[];
  readonly seeded: Seeded;
  readonly ledger: Ledger;
  readonly tokens: Tokens;
}

export interface PopulateProps {
  readonly users: number;
  readonly seed: number;
  readonly phases: Phases;
  /** How many secrets they have together. @default one for each connection that users of that seed have */
  readonly secrets?: number;
  /** @default a new one */
  readonly ledger?: Ledger;
}

/**
 * Creates the users of a drill in the primary region; the table must be there.
 *
 * @throws RangeError when users have more connections than there are to be secrets
 */
export async function populate(
  environment: LocalEnvironment,
  { users: count, seed, phases, secrets, ledger = new Ledger() }: PopulateProps,
): Promise<Population> {
  const clients = clientsOf(drillRegion(environment), BUILDER);
  const tokens = new Tokens();
  const generated = generateUsers({ count, seed });
  const users = secrets === undefined ? generated : withConnections(generated, secrets);
  try {
    const seeded = await phases.time('create the users', () =>
      seedUsers({
        clients,
        names: namesFor(environment.settings),
        clock: clockOf(environment.cloud.clock()),
        ledger,
        users,
        tokens,
      }),
    );
    return { ids: users.map(({ userId }) => userId), seeded, ledger, tokens };
  } finally {
    clients.destroy();
  }
}

/** One of the two regions that are drilled. */
export function drillRegion(
  { settings, cloud }: LocalEnvironment,
  regionKind: RegionKind = 'primary',
): DrillRegion {
  return { endpoint: cloud.endpoint, region: settings[regionKind].region, names: namesFor(settings) };
}
