import { isoTime } from '../../engine/clock';
import { Stop } from '../../engine/stop';
import { requireTerraform } from '../service/terraform/require-terraform';
import type { Action } from '../aws/action';
import { readLiveTable } from '../service/terraform/live-table';
import type { Infrastructure } from '../service/terraform/infrastructure';
import type { Connection } from '../incident/connection';
import { writeTextIf } from '../aws/s3-objects';
import { S3LeaseStore } from '../incident/s3-lease-store';
import { surveyDeployments } from '../service/pointer/deployments';
import { findPlace } from '../service/pointer/place';
import { readPointer } from '../service/pointer/pointer';
import { chooseTargetName } from '../table/restore';
import { readWindow, requireInWindow } from '../table/restore-window';
import { readTableSettings } from '../table/settings';
import { asWorker } from '../service/writers/as-worker';
import { readFence } from '../service/writers/fence';

export interface CheckResult {
  /** Stable, for programs. */
  readonly check: string;
  /** `warning`: the run can go on, somebody should know. */
  readonly result: 'ok' | 'warning' | 'failed';
  /** What was seen, or what is wrong. */
  readonly detail: string;
  /** The command that mends it. */
  readonly next: string | null;
}

export interface PreflightProps {
  readonly connection: Connection;
  readonly infrastructure: Pick<Infrastructure, 'activeTable'>;
  /** Of this process: where Terraform is. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** undefined: the live table. */
  readonly table?: string | undefined;
  /** ISO 8601, or `latest`; undefined: not chosen yet. */
  readonly restoreTo?: string | undefined;
}

/** What a check saw: well, when it is only words. */
export type Seen = string | (Pick<CheckResult, 'result' | 'detail'> & { readonly next?: string });

/** A check says what it saw. @throws Stop, or any error: then it failed */
export type Check<Props> = (action: Action, props: Props) => Promise<Seen>;

type CommonProps = Pick<PreflightProps, 'connection' | 'env'>;

/** What every procedure needs, whatever it recovers. */
export const COMMON_CHECKS = {
  account: (_, { connection: { caller, target } }) =>
    Promise.resolve(`${caller.arn}, in the account of ${target.settings.environment}`),
  role: ({ target: { names } }, { connection: { caller } }) =>
    Promise.resolve(
      caller.arn.includes(`:assumed-role/${names.role('recovery-operator')}/`)
        ? 'the recovery operator'
        : {
            result: 'warning',
            detail: `not ${names.role('recovery-operator')}: the fence will deny writes to this caller as well`,
          },
    ),
  'audit bucket': async (action, { connection: { audit } }) => {
    // Nothing has this version, so that nothing is written: but whoever may not write is told so.
    const key = `leases/${action.target.settings.environment}.json`;
    await writeTextIf(audit, key, { text: '{}', etag: '"preflight"' });
    return `${audit.bucket} takes the journal`;
  },
  lease: async (action, { connection: { audit } }) => {
    const record = (await new S3LeaseStore(audit, action.target.settings.environment).read())?.record;
    if (record === undefined || Date.parse(record.expiresAt) <= action.clock.now()) return 'is free';
    return {
      result: 'failed',
      detail: `${record.operator} on ${record.host} runs ${record.incident} until ${record.expiresAt}`,
      next: 'npx recover status',
    };
  },
  approval: ({ target: { settings } }) =>
    Promise.resolve(
      settings.approvals.required ? 'a second person must run npx recover approve' : 'nobody has to approve',
    ),
  Terraform: (_, { env }) => {
    requireTerraform(env);
    return Promise.resolve('is here, to plan and apply what a region needs');
  },
} satisfies Readonly<Record<string, Check<CommonProps>>>;

const { account, role, lease, approval, Terraform } = COMMON_CHECKS;

/** Everything that would stop a recovery of corrupted data, looked at before it starts. */
const CHECKS: Readonly<Record<string, Check<PreflightProps>>> = {
  account,
  role,
  'worker role': async (action) => {
    await asWorker(action);
    return 'can be taken, to prove the halt';
  },
  table: async (action, props) => {
    const { unknown } = await readTableSettings(action, await tableOf(action, props));
    const detail = `${await tableOf(action, props)} is there`;
    return unknown.length === 0
      ? detail
      : {
          result: 'warning',
          detail: `${detail}; it has settings that the tool does not know: ${unknown.join(', ')}`,
        };
  },
  'restore window': async (action, props) => {
    const { earliest, latest } = await readWindow(action, await tableOf(action, props));
    return `${earliest} to ${latest}`;
  },
  'restore time': async (action, props) => {
    const { restoreTo } = props;
    if (restoreTo === undefined || restoreTo === 'latest') return restoreTo ?? 'not chosen yet';
    const window = await readWindow(action, await tableOf(action, props));
    requireInWindow({ at: restoreTo, window, now: action.clock.now() });
    return `${restoreTo} can be restored`;
  },
  'target name': async (action, props) => {
    const table = await tableOf(action, props);
    const at = props.restoreTo ?? isoTime(action.clock.now());
    return `${await chooseTargetName(action, { table, at })} is free`;
  },
  AppConfig: async (action) => {
    const { running } = await surveyDeployments(action, await findPlace(action));
    return running === undefined
      ? 'everything is there, and nothing is being deployed'
      : {
          result: 'warning',
          detail: `deployment ${running.deployment} is ${running.state}: the run would stop it first`,
        };
  },
  agreement: async (action, { infrastructure }) => {
    const [{ tableName }, settings, parameter] = await Promise.all([
      readPointer(action),
      infrastructure.activeTable(),
      readLiveTable(action),
    ]);
    if (tableName === settings && tableName === parameter) return `all say ${tableName}`;
    return {
      result: 'failed',
      detail: `AppConfig says ${tableName}, the settings file ${settings}, the deploy interlock ${parameter}`,
    };
  },
  writes: async (action, props) => {
    const [{ writesEnabled }, { raised }] = await Promise.all([
      readPointer(action),
      readFence(action, await tableOf(action, props)),
    ]);
    return writesEnabled && !raised
      ? 'go on'
      : {
          result: 'warning',
          detail: 'are halted already: the run would keep them halted and take over from there',
        };
  },
  'audit bucket': COMMON_CHECKS['audit bucket'],
  lease,
  approval,
  Terraform,
};

/** Makes every check, one after the other. Changes nothing. */
export function preflight(action: Action, props: PreflightProps): Promise<CheckResult[]> {
  return runChecks(action, props, CHECKS);
}

/** Makes checks, one after the other. Changes nothing. */
export async function runChecks<Props>(
  action: Action,
  props: Props,
  checks: Readonly<Record<string, Check<Props>>>,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [check, make] of Object.entries(checks)) {
    action.signal.throwIfAborted();
    results.push({ check, next: null, ...(await resultOf(() => make(action, props))) });
  }
  return results;
}

async function resultOf(make: () => Promise<Seen>): Promise<Exclude<Seen, string>> {
  try {
    const seen = await make();
    return typeof seen === 'string' ? { result: 'ok', detail: seen } : seen;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const next = error instanceof Stop ? error.next : undefined;
    return { result: 'failed', detail, ...(next === undefined ? {} : { next }) };
  }
}

async function tableOf(action: Action, { table }: PreflightProps): Promise<string> {
  return table ?? (await readPointer(action)).tableName;
}
