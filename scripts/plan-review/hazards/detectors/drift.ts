import { isStateful } from '../stateful';
import type { Detector } from '../types';
import { weakeningsOf } from '../weakening/weakenings';
import { found } from './finding';

/** What somebody weakened or took away outside of Terraform. */
export const driftDetector: Detector = ({ plan, masker }) =>
  plan.drift.flatMap((drift) => {
    const weakened = weakeningsOf(drift, masker).map(({ detail }) => detail);
    const mended = plan.changes.some(({ address, verb }) => address === drift.address && verb !== 'nothing');
    const outlook = mended ? 'this plan changes it: see whether it puts it back' : 'this plan leaves it so';
    const gone = drift.verb === 'delete' && isStateful(drift);
    return [
      ...(weakened.length > 0 ? [found('SW-DRIFT-001', drift, [...weakened, outlook])] : []),
      ...(gone ? [found('SW-DRIFT-002', drift)] : []),
    ];
  });
