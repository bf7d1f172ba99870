import {
  DeleteResourcePolicyCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-dynamodb';
import { stop } from '../../../engine/errors';
import type { Action, RegionClients } from '../../aws/action';
import { waitUntil } from '../../aws/wait-until';
import { fenced, hasFence, samePolicy, withoutFence } from './fence-document';

export { withoutFence };

export interface Fence {
  /** The table's policy; null when it has none. */
  readonly document: string | null;
  readonly revision: string | null;
  readonly raised: boolean;
}

export interface RaiseFenceProps {
  readonly table: string;
  readonly incident: string;
  /** The table's policy before, from the journal; null when it had none. */
  readonly original: string | null;
}

/** What a change that came too early or from an old revision is answered with (aws-facts.md, 2.3 and 2.4). */
const TRY_AGAIN = new Set(['PolicyNotFoundException', 'LimitExceededException', 'ResourceInUseException']);

/** Milliseconds: the lock after a change is 15 s, and a read may show an older policy for a while. */
const EVERY = 3_000;
const WITHIN = 2 * 60_000;
/** A policy that is absent has no revision to ask for: it must be absent for as long as a read may be stale. */
const SETTLED = 15_000;

/** The table's policy, as DynamoDB shows it: soon after a change that may be the one before (aws-facts.md, 2.2). */
export async function readFence(action: RegionClients, table: string): Promise<Fence> {
  try {
    const { Policy: document = null, RevisionId: revision = null } = await action.clients.dynamodb.send(
      new GetResourcePolicyCommand({ ResourceArn: arnOf(action, table) }),
    );
    return { document, revision, raised: hasFence(document) };
  } catch (error) {
    if ((error as Error).name !== 'PolicyNotFoundException') throw error;
    return { document: null, revision: null, raised: false };
  }
}

/**
 * Puts our denial beside the statements of the table's policy. Bears being called again. That writes are refused
 * from then on is not proven by this: see `awaitRefusal`.
 *
 * @throws Stop POLICY_CHANGED when the table has neither the original policy nor ours: it is not overwritten;
 *   POLICY_TOO_LARGE, POLICY_LOCKED
 */
export async function raiseFence(
  action: Action,
  { table, incident, original }: RaiseFenceProps,
): Promise<{ revision: string }> {
  const wanted = fencedOf(action, table, original);
  action.progress(`raising the fence on ${table}`);
  const revision = await change(action, table, {
    from: withoutFence(original),
    to: wanted,
    incident,
  });
  return { revision: revision ?? '' };
}

/**
 * Puts the original policy back, letter for letter, or takes ours away when there was none. Bears being called again.
 *
 * @throws Stop POLICY_CHANGED when the table has neither our policy nor the original; POLICY_LOCKED
 */
export async function lowerFence(
  action: Action,
  { table, original }: { readonly table: string; readonly original: string | null },
): Promise<void> {
  action.progress(`lowering the fence on ${table}`);
  await change(action, table, {
    from: fencedOf(action, table, original),
    to: withoutFence(original),
  });
}

interface FenceChange {
  readonly from: string | null;
  readonly to: string | null;
  /** The incident that can go on when it cannot be made. */
  readonly incident?: string;
}

/** @returns the new revision; undefined when no policy is left */
async function change(
  action: Action,
  table: string,
  { from, to, incident }: FenceChange,
): Promise<string | undefined> {
  const about = { arn: arnOf(action, table), incident };
  let absentSince: number | undefined;
  const { revision } = await waitUntil(action, {
    look: async () => {
      const { document, revision: seen } = await readFence(action, table);
      const isThere = samePolicy(document, to);
      if (!isThere && !samePolicy(document, from)) {
        throw stop('POLICY_CHANGED', { table, revision: seen, ...about });
      }
      if (document === null && to === null) {
        absentSince ??= action.clock.now();
        return action.clock.now() - absentSince >= SETTLED ? { revision: undefined } : undefined;
      }
      try {
        // What is there already is put once more: should the read have been a stale one, the revision tells.
        const policy = isThere ? document : to;
        return { revision: await put(action, table, policy, seen ?? 'NO_POLICY') };
      } catch (error) {
        if (TRY_AGAIN.has((error as Error).name)) return undefined;
        throw error;
      }
    },
    every: EVERY,
    within: WITHIN,
    looks: 10,
    otherwise: () => stop('POLICY_LOCKED', { table, seconds: WITHIN / 1000, ...about }),
  });
  return revision;
}

/** @param policy null: takes it away @param ExpectedRevisionId of the policy that is replaced; of none `NO_POLICY` */
async function put(
  action: Action,
  table: string,
  policy: string | null,
  ExpectedRevisionId: string,
): Promise<string | undefined> {
  const { dynamodb } = action.clients;
  const ResourceArn = arnOf(action, table);
  const { RevisionId } =
    policy === null
      ? await dynamodb.send(new DeleteResourcePolicyCommand({ ResourceArn, ExpectedRevisionId }))
      : await dynamodb.send(
          new PutResourcePolicyCommand({ ResourceArn, Policy: policy, ExpectedRevisionId }),
        );
  return RevisionId;
}

function fencedOf({ target }: Action, table: string, original: string | null): string {
  return fenced(original, {
    tableArn: target.names.tableArn(target.region, table),
    exempt: target.names.roleArn('recovery-operator'),
    accountId: target.names.accountId,
  });
}

function arnOf({ target }: Pick<Action, 'target'>, table: string): string {
  return target.names.tableArn(target.region, table);
}
