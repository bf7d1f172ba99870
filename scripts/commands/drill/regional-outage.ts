import { drillRegionalOutage } from '../../drill/outage/drill';
import { OUTAGE } from '../../drill/outage/report';
import type { InputOf } from '../declaration';
import type { drillRegionalOutage as declaration } from '../declaration/rehearsal';
import type { Call } from '../support/operation';
import { rehearse } from './rehearsal';

/** Secrets of a user, on average. */
const SECRETS_A_USER = 2.5;

/** A rehearsal of a lost region, and of the way home, on this machine. */
export function run({ secrets, dark, ...input }: InputOf<typeof declaration>, call: Call): Promise<number> {
  const wanted = Math.floor(secrets ?? input.users * SECRETS_A_USER);
  return rehearse(call, input, {
    scenario: OUTAGE,
    drill: (options) => drillRegionalOutage({ ...options, secrets: wanted, outage: dark }),
  });
}
