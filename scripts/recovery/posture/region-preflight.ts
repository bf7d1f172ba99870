import type { Role } from '../../../settings';
import { Stop } from '../../runbook/stop';
import type { Action } from '../action';
import type { ConnectProps } from '../connection/clients';
import { auditBucketOf } from '../incident/s3-mirror';
import { CHECKS } from '../readiness/checks';
import { examine, type Finding } from '../readiness/examine';
import { connectSurvey } from '../readiness/survey-clients';
import type { ReadinessWorld, Site } from '../readiness/world';
import type { CheckResult } from './preflight';

export interface ReadyForProps {
  /** How the clients of the survey are made. @default as `connectSurvey` makes them */
  readonly connecting?: Omit<ConnectProps, 'clock'> | undefined;
}

/** Those of the doctor's checks that ask nobody but the region that is to take the service. */
export const OF_REGION: Readonly<Record<Role, readonly string[]>> = {
  recovery: [
    'keys/recovery',
    'fleet/image-recovery',
    'traffic/domain-recovery',
    'buckets/audit-writable',
    'quotas/fargate-recovery',
    'quotas/networks',
    'quotas/addresses',
    'quotas/endpoints',
    'quotas/table-reads',
    'quotas/table-writes',
    'quotas/secrets',
  ],
  primary: [
    'keys/primary',
    'fleet/image-primary',
    'traffic/domain-primary',
    'buckets/audit-writable',
    'quotas/fargate-primary',
  ],
};

/**
 * What the region of the action's target has to have before the service can run there. Asks that region alone, and the
 * one where the journal is kept: the other may be lost.
 */
export async function readyFor(
  action: Action,
  { connecting = {} }: ReadyForProps = {},
): Promise<CheckResult[]> {
  const { target, clock } = action;
  const clients = connectSurvey(target, { ...connecting, clock });
  try {
    const site: Site = { role: target.role, target, clients };
    const wanted = CHECKS.filter(({ id }) => OF_REGION[target.role].includes(id));
    return (await examine(worldOf(action, site), wanted)).map(resultOf);
  } finally {
    clients.destroy();
  }
}

/** @throws Stop NOT_READY (precondition) with everything that failed, and the command that mends the first of it */
export function requireReady(results: readonly CheckResult[]): void {
  const failed = results.filter(({ result }) => result === 'failed');
  const [first] = failed;
  if (first === undefined) return;
  throw new Stop({
    kind: 'precondition',
    code: 'NOT_READY',
    message: failed.map(({ check, detail }) => `${check}: ${detail}`).join('; '),
    ...(first.next === null ? {} : { next: first.next }),
  });
}

/** What is merely slower, or not known, must not stop a recovery: the region may be in a storm itself. */
function resultOf({ id, state, severity, found, fix }: Finding): CheckResult {
  const stops = state === 'failed' && severity === 'critical';
  const result = state === 'ok' ? 'ok' : stops ? 'failed' : 'warning';
  return { check: id, result, detail: found, next: result === 'ok' ? null : (fix ?? null) };
}

/** The checks above look at their own region alone: the other site is never asked. */
function worldOf(action: Action, site: Site): ReadinessWorld {
  const { target, clock } = action;
  return {
    settings: target.settings,
    names: target.names,
    clock,
    primary: site,
    recovery: site,
    caller: { arn: '', accountId: target.settings.accountId, person: '' },
    action,
    audit: { s3: site.clients.audit, bucket: auditBucketOf(target), clock },
    infrastructure: { activeTable: () => Promise.resolve(target.settings.table[target.role].activeName) },
    drills: [],
    node: process.versions.node,
    env: {},
    incidentsFolder: '',
    seen: new Map(),
  };
}
