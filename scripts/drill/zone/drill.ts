import { namesFor, type Settings } from '../../../settings';
import { LocalEnvironment } from '../../local-deploy/environment';
import { clockOf } from '../../engine/clock';
import { Phases } from '../phases';
import { placeOf, populate } from '../population';
import { proveDesign } from './design';
import { furnish } from './furnish';
import { loseZone } from './lose-zone';
import { experimentCommands, OPEN_CLAIMS } from './open-claims';
import type { AzFailureResult } from './result';
import { readTopology, type PlanJson, type Topology } from './topology';

export interface AzFailureOptions {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly users: number;
  readonly seed: number;
  readonly progress: (line: string) => void;
}

const SPEED = 30;
/** All that a worker needs to serve; the rest of the region is planned and not deployed. */
const DEPLOYED = /\.(metadata-table|runtime-config)_/;
const QUIET = ['-input=false', '-no-color'];

/**
 * The loss of an Availability Zone, as far as one machine can show it: Terraform plans the whole primary region, whose
 * plan tells what lies in which zone; table and runtime configuration are deployed, and workers go on without one.
 *
 * @throws Stop TERRAFORM_MISSING; PreconditionError; CommandFailed
 */
export async function drillAzFailure(options: AzFailureOptions): Promise<AzFailureResult> {
  const { settings, env, users, seed, progress } = options;
  const names = namesFor(settings);
  const started = performance.now();
  const startedAt = new Date().toISOString();
  const phases = new Phases(progress);
  const environment = await phases.time('start a local cloud', () =>
    LocalEnvironment.start({ settings, env, speed: SPEED, progress }),
  );
  try {
    await furnish(environment);
    const topology = await phases.time('plan the primary region', () => plan(environment));
    await phases.time('deploy table and runtime configuration', () => deploy(environment, topology));
    const population = await populate(environment, { users, seed, phases });
    const seen = await phases.time('lose a zone', () =>
      loseZone({
        place: placeOf(environment),
        population,
        clock: clockOf(environment.cloud.clock()),
        zones: topology.zones,
        seed,
      }),
    );
    const designed = proveDesign(topology);
    return {
      scenario: 'az-failure',
      startedAt,
      wallSeconds: (performance.now() - started) / 1000,
      speed: SPEED,
      users,
      seed,
      zones: topology.zones,
      designed,
      seen,
      open: {
        claims: OPEN_CLAIMS,
        commands: experimentCommands({ names, region: settings.primary.region }),
      },
      phases: phases.finished,
      passed: [...designed, ...seen].every(({ holds }) => holds),
    };
  } finally {
    await environment.close();
  }
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
