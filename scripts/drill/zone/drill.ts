import { namesFor } from '../../../settings';
import type { LocalEnvironment } from '../../local-deploy/environment';
import { clockOf } from '../../engine/clock';
import { onLocalCloud, SPEED, type DrillOptions } from '../local-drill';
import { drillRegion, populate } from '../population';
import { isPassed } from '../result';
import { proveDesign } from './design';
import { furnish } from './furnish';
import { loseZone } from './lose-zone';
import { experimentCommands, OPEN_CLAIMS } from './open-claims';
import type { AzFailureResult } from './result';
import { readTopology, type PlanJson, type Topology } from './topology';

/** All that a worker needs to serve; the rest of the region is planned and not deployed. */
const DEPLOYED = /\.(metadata-table|runtime-config)_/;
const QUIET = ['-input=false', '-no-color'];

/**
 * The loss of an Availability Zone, as far as one machine can show it: Terraform plans the whole primary region, whose
 * plan tells what lies in which zone; table and runtime configuration are deployed, and workers go on without one.
 *
 * @throws Stop TERRAFORM_MISSING; PreconditionError; CommandFailed
 */
export function drillAzFailure(options: DrillOptions): Promise<AzFailureResult> {
  const startedAt = new Date().toISOString();
  return onLocalCloud<AzFailureResult>(options, SPEED, async (environment, phases) => {
    await furnish(environment);
    const topology = await phases.time('plan the primary region', () => plan(environment));
    await phases.time('deploy table and runtime configuration', () => deploy(environment, topology));
    const { settings, users, seed } = options;
    const { zones } = topology;
    const population = await populate(environment, { users, seed, phases });
    const clock = clockOf(environment.cloud.clock());
    const seen = await phases.time('lose a zone', () =>
      loseZone({ region: drillRegion(environment), population, clock, zones, seed }),
    );
    const designed = proveDesign(topology);
    const found = { objectives: null, measured: null, findings: [...designed, ...seen] };
    return {
      ...found,
      scenario: 'az-failure',
      startedAt,
      speed: SPEED,
      users,
      seed,
      zones,
      designed,
      seen,
      open: {
        claims: OPEN_CLAIMS,
        commands: experimentCommands({ names: namesFor(settings), region: settings.primary.region }),
      },
      phases: phases.finished,
      passed: isPassed(found),
    };
  });
}

async function plan({ workspace, settings }: LocalEnvironment): Promise<Topology> {
  const stack = namesFor(settings).stack('primary');
  await workspace.terraform(stack, ['plan', ...QUIET, '-lock=false', '-out=region.tfplan']);
  const { stdout } = await workspace.terraform(stack, ['show', '-json', 'region.tfplan']);
  return readTopology(JSON.parse(stdout) as PlanJson);
}

async function deploy({ workspace, settings }: LocalEnvironment, topology: Topology): Promise<void> {
  const targets = topology.resources
    .filter(({ address }) => DEPLOYED.test(address))
    .map(({ address }) => `-target=${address}`);
  const stack = namesFor(settings).stack('primary');
  await workspace.terraform(stack, ['apply', ...QUIET, '-auto-approve', ...targets]);
}
