import { isStateful } from '../stateful';
import type { Detector } from '../types';
import { weakeningsOf } from '../weakening/weakenings';
import { found } from './finding';

/** What somebody weakened or took away outside of Terraform. */
export const driftDetector: Detector = ({ plan, masker }) =>
  plan.drift.flatMap((drift) => {
    const weakened = weakeningsOf(drift, masker).map(({ detail }) => detail);
    const gone = drift.verb === 'delete' && isStateful(drift);
    return [
      ...(weakened.length > 0 ? [found('SW-DRIFT-001', drift, weakened)] : []),
      ...(gone ? [found('SW-DRIFT-002', drift)] : []),
    ];
  });
