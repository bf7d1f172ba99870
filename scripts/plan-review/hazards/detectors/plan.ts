import type { Detector, Finding } from '../types';
import { isInterlock } from './interlock';
import { found } from './finding';

/** What makes the plan itself no ground to stand on. */
export const planDetector: Detector = ({ plan, masker }) => {
  const { stack, errored, deferred, invocations, checks, changes, outputs } = plan;
  const ofPlan = (hazard: Finding['hazard'], ...details: string[]): Finding => ({
    hazard,
    stack,
    resource: 'plan',
    details,
  });
  return [
    ...(errored ? [ofPlan('SW-PLAN-001', 'everything below is incomplete')] : []),
    ...(deferred ? [ofPlan('SW-PLAN-004')] : []),
    ...(invocations > 0
      ? [ofPlan('SW-PLAN-003', `${invocations} actions of providers run beside the changes`)]
      : []),
    ...outputs
      .filter(({ verb }) => verb === 'unknown')
      .map(({ name }): Finding => ({
        hazard: 'SW-PLAN-003',
        stack,
        resource: `output.${name}`,
        details: [],
      })),
    ...changes
      .filter(({ verb }) => verb === 'unknown')
      .map((change) => found('SW-PLAN-003', change, [`actions: ${masker.text(change.actions.join(', '))}`])),
    ...checks
      .filter((check) => (check.status === 'fail' || check.status === 'error') && !isInterlock(check))
      .map(({ address, problems }): Finding => ({
        hazard: 'SW-PLAN-002',
        stack,
        resource: address,
        details: problems.map((problem) => masker.text(problem)),
      })),
  ];
};
