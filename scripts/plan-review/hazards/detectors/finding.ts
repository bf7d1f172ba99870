import type { ResourceChange } from '../../model/types';
import type { HazardId } from '../catalogue';
import type { Finding } from '../types';

/** A hazard of one object. */
export function found(hazard: HazardId, change: ResourceChange, details: readonly string[] = []): Finding {
  return { hazard, stack: change.stack, resource: change.address, details };
}
