import type { Action } from '../aws/action';
import type { Infrastructure } from '../service/terraform/infrastructure';
import { findStream } from '../stream';
import type { Clients } from '../aws/clients';
import type { Target } from '../aws/target';
import type { Connection } from '../incident/connection';
import { chooseSource, findSources, told } from '../rebuild/find-sources';
import { proveVault } from '../rebuild/prove-vault';
import { vaultOf, type SourceClass } from '../rebuild/source';
import { VaultContents } from '../rebuild/vault-contents';
import { readPointer } from '../service/pointer/pointer';
import { secretsActionOf } from '../vault/secrets/connection';
import { planRestore } from '../rebuild/secrets/restore';
import { readWindow } from '../table/restore-window';
import { COMMON_CHECKS, runChecks, type Check, type CheckResult } from './preflight';
import { readyFor, type Readiness, type ReadyForProps } from './region-preflight';
import { secretsFreshness, withinObjective } from './vault-freshness';

export interface OutagePreflightProps {
  readonly connection: Connection;
  readonly infrastructure: Pick<Infrastructure, 'plan'>;
  /** Of this process: where Terraform is. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The source that somebody wants. @default the freshest one that can be used */
  readonly wanted?: SourceClass | undefined;
  /** The half that serves, of a move. @default none: it is assumed lost, and nothing is asked of it */
  readonly source?: { readonly target: Target; readonly clients: Clients } | undefined;
  /** Whether the regional stack is planned, which takes a minute. */
  readonly plan: boolean;
  /** How the clients of the survey are made. @default as `connectSurvey` makes them */
  readonly connecting?: ReadyForProps['connecting'];
}

type Props = OutagePreflightProps & Pick<Readiness, 'secretsQuota'>;
type Checks = Readonly<Record<string, Check<Props>>>;

/** What a lost region's table and secrets are rebuilt from. */
const OF_LOSS: Checks = {
  'table source': async (action, { wanted }) => {
    const sources = await findSources(action);
    const { class: kind, table, vault, restorePoint } = chooseSource(sources, wanted);
    if (vault !== null) {
      await proveVault(action, await VaultContents.open(vaultOf(action), table, vault));
    }
    return withinObjective(action, {
      at: restorePoint,
      detail: `${sources.map(told).join('; ')}; ${kind} is taken, which is of ${restorePoint}`,
    });
  },
  'secrets vault': async (action, { secretsQuota: quota }) => {
    const { secrets, missing } = await planRestore(
      secretsActionOf(action),
      quota === undefined ? {} : { quota },
    );
    return secretsFreshness(action, `${secrets} secrets, ${missing} of them to be made`);
  },
};

/** What a move needs of the half that serves. */
const OF_MOVE: Checks = {
  'table that serves': async (action, { source }) => {
    if (source === undefined) return { result: 'failed', detail: 'the half that serves is not connected to' };
    const there = { ...action, ...source };
    const { tableName } = await readPointer(there);
    const { earliest, latest } = await readWindow(there, tableName);
    const stream = await findStream(there, tableName);
    if (typeof stream === 'string') {
      return { result: 'failed', detail: `${tableName} of ${source.target.region}: ${stream}` };
    }
    return `${tableName} of ${source.target.region} can be restored to ${earliest} to ${latest}, and followed by its stream`;
  },
};

const OF_STACK: Checks = {
  'stack diff': async (action, { infrastructure, plan }) => {
    if (!plan) return 'not looked at (--no-plan)';
    const { creates, updates, imports, losses } = await infrastructure.plan();
    const stack = action.target.names.stack(action.target.role);
    const detail = `${stack}: ${creates.length} to make, ${updates.length} to change, ${imports.length} to take over`;
    if (losses.length === 0) return detail;
    return {
      result: 'failed',
      detail: `${detail}; ${losses.join(', ')} would be lost`,
      next: `npx cdktf diff ${stack}`,
    };
  },
};

/**
 * Everything that would stop a rebuild in the action's region, or a move there. Asks nothing of a region that is lost,
 * and changes nothing.
 */
export async function preflightOutage(
  action: Action,
  props: OutagePreflightProps,
): Promise<{ readonly checks: CheckResult[] } & Pick<Readiness, 'secretsQuota'>> {
  const { clients, target } = action;
  const { source } = props;
  const switchS3 = (target.role === 'recovery' || source === undefined ? clients : source.clients).s3;
  const common = await runChecks(action, props, COMMON_CHECKS);
  const { checks, secretsQuota } = await readyFor(action, { switchS3, connecting: props.connecting });
  const all: Props = { ...props, secretsQuota };
  return {
    checks: [
      ...common,
      ...checks,
      ...(await runChecks(action, all, source === undefined ? OF_LOSS : OF_MOVE)),
      ...(await runChecks(action, all, OF_STACK)),
    ],
    secretsQuota,
  };
}
