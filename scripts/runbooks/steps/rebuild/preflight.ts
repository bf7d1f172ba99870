import { firstStep, moveTo, requireReady } from '../../../recovery/readiness';
import { actionOf, type RecoveryStep } from '../../world';

/** Looks at the region that the service is to run in, before anything is made there. */
export function preflightRegion(): RecoveryStep {
  return {
    id: 'preflight',
    title: 'See that the region can take the service',
    why: 'A quota that is too low, an image that is missing or a key that is disabled stops the rebuild an hour from now. It is looked for first, in this region alone. So is the age of the copies that a lost region is rebuilt from, which is told and stops nothing.',
    needs: [],
    budgetMinutes: 2,
    readsOnly: true,
    byHand: 'npx recover preflight regional-outage --to-region REGION (or failback)',
    proves:
      'quotas, key, image, domain name, switch and audit bucket of the region, each by its own answer; how old the copies in its vault are.',
    check: () => 'to do',
    plan: ({ world: { target } }) => [`look at quotas, key, image and buckets of ${target.region}`],
    run: () => undefined,
    async verify(context) {
      const { world } = context;
      const action = actionOf(context);
      const { source, infrastructure, connecting } = world;
      const { checks } = await firstStep(action, moveTo(action, source), {
        source,
        infrastructure,
        connecting,
      });
      requireReady(checks);
      return {
        checks: checks.length,
        warnings: checks
          .filter(({ result }) => result === 'warning')
          .map(({ check, detail }) => `${check}: ${detail}`),
      };
    },
  };
}
