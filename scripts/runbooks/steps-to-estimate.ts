import type { RegionalRunbook, RunbookStep } from '../recovery/estimate/estimate';
import { dataCorruption } from './data-corruption';
import { failback } from './failback';
import { regionalOutage } from './regional-outage';

/** The steps of `data-corruption` as an estimate needs them: which second is restored makes no difference to it. */
export function stepsToEstimate(): readonly RunbookStep[] {
  return dataCorruption({
    strategy: 'restore',
    salvage: true,
    restoreTo: { kind: 'second', at: '2026-01-01T00:00:00Z' },
    usersToVerify: 50,
    stopWorkers: false,
    plan: true,
  }).steps;
}

/** The runbooks that work in another region: which region that is makes no difference. */
export function regionalToEstimate(): readonly RegionalRunbook[] {
  const common = { usersToVerify: 50, plan: true };
  return [regionalOutage({ ...common, to: 'us-west-2', evacuate: false }), failback(common)];
}
