import type { Role, Settings } from '../../../settings';
import { Stop } from '../../engine/stop';
import type { Action } from '../aws/action';
import type { Clients, ConnectProps } from '../aws/clients';
import { auditBucketOf } from '../incident/s3-mirror';
import { readSecretsQuota } from './areas/quotas';
import { CHECKS } from './checks';
import { examine, type Finding } from './examine';
import { connectSurvey, type SurveyClients } from './survey-clients';
import type { ReadinessWorld, Site } from './world';
import { isSwitchedOn } from '../service/traffic/switch';
import { look, valueOf } from '../aws/looked';
import { runChecks, type CheckResult } from './preflight';

export interface ReadyForProps {
  /** Of the recovery region, where the switch of the traffic lies. */
  readonly switchS3: Clients['s3'];
  /** How the clients of the survey are made. @default as `connectSurvey` makes them */
  readonly connecting?: Omit<ConnectProps, 'clock'> | undefined;
}

export interface Readiness {
  readonly checks: readonly CheckResult[];
  /** Secrets that the region may hold; undefined: Service Quotas did not say. */
  readonly secretsQuota: number | undefined;
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
 * recovery region for journal and switch: the primary may be lost.
 */
export async function readyFor(
  action: Action,
  { switchS3, connecting = {} }: ReadyForProps,
): Promise<Readiness> {
  const { target, clock } = action;
  const clients = connectSurvey(target, { ...connecting, clock });
  try {
    const wanted = CHECKS.filter(({ id }) => OF_REGION[target.role].includes(id));
    const [findings, quota, traffic] = await Promise.all([
      examine(worldOf(action, clients), wanted),
      look(() => readSecretsQuota(clients)),
      runChecks(action, switchS3, { traffic: serves }),
    ]);
    return {
      checks: [...findings.map((finding) => resultOf(finding, target.settings)), ...traffic],
      secretsQuota: valueOf(quota),
    };
  } finally {
    clients.destroy();
  }
}

/** @throws Stop NOT_READY (precondition) with everything that failed, and a command: the first one that mends any of it */
export function requireReady(results: readonly CheckResult[]): void {
  const failed = results.filter(({ result }) => result === 'failed');
  if (failed.length === 0) return;
  throw new Stop({
    kind: 'precondition',
    code: 'NOT_READY',
    message: failed.map(({ check, detail }) => `${check}: ${detail}`).join('; '),
    next: failed.find(({ next }) => next !== null)?.next ?? 'npx recover doctor',
  });
}

/** Nobody may be rebuilt over the region that serves, nor brought home from one that does not. */
async function serves({ target, clock }: Action, s3: Clients['s3']) {
  const { primary, recovery } = target.settings;
  const isAway = await isSwitchedOn({ target, clock, s3 });
  const serving = (isAway ? recovery : primary).region;
  if (serving !== target.region) return `goes to ${serving}`;
  const isHome = target.role === 'primary';
  return {
    result: 'failed' as const,
    detail: `goes to ${serving} already: there is nothing to ${isHome ? 'bring home' : 'rebuild'}`,
    next: isHome ? 'npx recover status' : 'npx recover status --role recovery',
  };
}

/** What is merely slower, or not known, must not stop a recovery: the region may be in a storm itself. */
function resultOf({ id, state, severity, found, fix }: Finding, settings: Settings): CheckResult {
  const stops = state === 'failed' && severity === 'critical';
  const result = state === 'ok' ? 'ok' : stops ? 'failed' : 'warning';
  if (result === 'ok') return { check: id, result, detail: found, next: null };
  const { region } = settings.recovery;
  // A region that the settings do not name is made, and named, by this variable alone.
  const prefix = region === settings.configuredRecoveryRegion ? '' : `RECOVERY_REGION=${region} `;
  return { check: id, result, detail: found, next: fix === null ? null : `${prefix}${fix}` };
}

/** The checks above look at their own region alone: the other site is never asked. */
function worldOf(action: Action, clients: Clients & SurveyClients): ReadinessWorld {
  const { target, clock } = action;
  const site: Site = { role: target.role, target, clients };
  return {
    settings: target.settings,
    names: target.names,
    clock,
    primary: site,
    recovery: site,
    caller: { arn: '', accountId: target.settings.accountId, person: '' },
    action,
    audit: { s3: clients.audit, bucket: auditBucketOf(target), clock },
    infrastructure: { activeTable: () => Promise.resolve(target.settings.table[target.role].activeName) },
    drills: [],
    node: process.versions.node,
    env: {},
    incidentsFolder: '',
    seen: new Map(),
  };
}
