import { destroys } from '../../model/verb';
import type { Detector } from '../types';
import { listAt } from '../values';
import { found } from './finding';

/** The health check that switches traffic, and the records that it switches. */
export const trafficDetector: Detector = ({ plan }) =>
  plan.changes
    .filter((change) => change.verb === 'update' || change.verb === 'forget' || destroys(change))
    .filter(
      ({ type, before, after }) =>
        type === 'aws_route53_health_check' ||
        (type === 'aws_route53_record' &&
          [before, after].some((record) => listAt(record, 'failover_routing_policy').length > 0)),
    )
    .map((change) => found('SW-REGION-002', change));
