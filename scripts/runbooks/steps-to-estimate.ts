import type { RunbookStep } from '../recovery/estimate/estimate';
import { dataCorruption } from './data-corruption';

/** The steps of `data-corruption` as an estimate needs them: which second is restored makes no difference to it. */
export function stepsToEstimate(): readonly RunbookStep[] {
  return dataCorruption({
    strategy: 'restore',
    salvage: true,
    restoreTo: '2026-01-01T00:00:00Z',
    usersToVerify: 50,
    stopWorkers: false,
    plan: true,
  }).steps;
}
