import { fenced } from '../../markdown';
import { claims, type Scenario } from '../report';
import type { AzFailureResult } from './result';

/** What is shown, by what, and what is not. */
export const ZONE: Scenario<AzFailureResult> = {
  title: 'a lost Availability Zone',
  service: ({ users, seed, zones }) => `${users} users, seed ${seed}, zones ${zones.join(', ')}`,
  parts: ({ zones, designed, seen, open }) => [
    'Designed so, by the plan of the primary region that Terraform made:',
    claims(designed),
    `Seen on the local cloud, while the worker of ${zones[0] ?? 'a zone'} was cut off:`,
    claims(seen),
    'Not shown here, where no zone can fail:',
    open.claims.map((claim) => `- ${claim}`).join('\n'),
    'AWS FIS shows it in a real account that holds this environment, started by an administrator:',
    fenced('sh', open.commands.join('\n')),
  ],
  logged: ({ zones, findings, open }) => ({
    zones: zones.length,
    claimsShown: findings.length,
    claimsOpen: open.claims.length,
  }),
};
