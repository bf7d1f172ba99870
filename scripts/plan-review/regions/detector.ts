import type { Finding } from '../hazards/types';
import type { RegionComparison } from './compare';

/** Every difference that nobody has declared as meant. */
export function regionsDetector(comparisons: readonly RegionComparison[]): Finding[] {
  return comparisons.flatMap(({ recovery, differences }) =>
    differences
      .filter(({ because }) => because === undefined)
      .map(({ address, details }): Finding => ({
        hazard: 'SW-REGION-001',
        stack: recovery,
        resource: address,
        details,
      })),
  );
}
