import { cdktf, entry, goOn } from './entry';
import { INCIDENT, LATER, PRIMARY, RECOVERY } from './examples';

const OUTAGE = 'docs/runbooks/regional-outage.md';

/** Errors of the traffic switch and of DNS. */
export const TRAFFIC = {
  SWITCH_MISSING: entry({
    kind: 'precondition',
    means: 'The bucket of the traffic switch does not exist.',
    page: OUTAGE,
    examples: [
      {
        bucket: 'syncwell-drill-switch',
        recoveryRegion: RECOVERY,
        stack: 'drill-foundation-recovery',
      },
    ],
    message: ({ bucket, recoveryRegion }) =>
      `The bucket ${bucket} does not exist. Without the traffic switch in it, traffic cannot go to ${recoveryRegion}.`,
    next: ({ stack }) => cdktf('deploy', stack),
  }),
  API_DOMAIN_MISSING: entry({
    kind: 'precondition',
    means: 'The foundation of the region has no domain name for the API.',
    page: OUTAGE,
    examples: [
      {
        parameter: '/syncwell/drill/api-domain-target',
        region: RECOVERY,
        api: 'api.drill.syncwell.example',
        stack: 'drill-foundation-recovery',
      },
    ],
    message: ({ parameter, region, api }) =>
      `The parameter ${parameter} does not exist in ${region}: its foundation has no domain name for ${api}.`,
    next: ({ stack }) => cdktf('deploy', stack),
  }),
  TRAFFIC_NOT_SWITCHED: entry({
    kind: 'verification',
    means: 'Somebody else has thrown the traffic switch.',
    page: OUTAGE,
    examples: [{ on: false, incident: INCIDENT }],
    message: ({ on }) =>
      `The traffic switch is ${on ? 'on' : 'off'} and should be ${on ? 'off' : 'on'}: somebody else has thrown it.`,
    next: ({ incident }) => goOn(incident),
  }),
  TRAFFIC_SWITCHED: entry({
    kind: 'refused',
    means: 'Users write in the new region already, so that the move cannot be undone.',
    page: 'docs/runbooks/failback.md',
    examples: [
      { region: RECOVERY, at: LATER, incident: INCIDENT, away: true },
      { region: PRIMARY, at: LATER, incident: INCIDENT, away: false },
    ],
    message: ({ region, at, away }) =>
      `Traffic went to ${region} at ${at}, and an undo would lose what users have written there since. End this incident first. Then move the service back${away ? ' with `npx recover run failback`' : ' in a new incident'}.`,
    next: ({ incident }) => goOn(incident),
  }),
  TRAFFIC_NOT_SEEN: entry<{
    readonly api: string;
    readonly said: string;
    readonly target: string;
    readonly addresses: readonly string[];
    readonly minutes: number;
  }>({
    kind: 'verification',
    means: 'A DNS resolver still answers with other addresses than those of the new region.',
    page: OUTAGE,
    examples: [
      {
        api: 'api.drill.syncwell.example',
        said: '192.0.2.1',
        target: 'd-abc.execute-api.us-west-2.amazonaws.com',
        addresses: ['198.51.100.7'],
        minutes: 15,
      },
    ],
    message: ({ api, said, target, addresses, minutes }) =>
      `${minutes} minutes after the switch a resolver says of ${api}: ${said}. Expected are the addresses of ${target}: ${addresses.join(', ') || 'none found'}.`,
    next: ({ api, target }) => `dig +short ${api} ${target}`,
  }),
  RESOLVER_REFUSED: entry({
    kind: 'usage',
    means: 'SYNCWELL_RESOLVER is set where no rehearsal runs, or cannot be read.',
    examples: [{ why: 'is not an address with a port' }],
    message: ({ why }) => `SYNCWELL_RESOLVER ${why}.`,
    next: () => 'unset SYNCWELL_RESOLVER',
  }),
};
