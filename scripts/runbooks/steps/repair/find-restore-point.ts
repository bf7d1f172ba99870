import { findRestorePoint } from '../../../recovery/repair/restore-point/find-restore-point';
import type { RestorePointFindings } from '../../../recovery/repair/restore-point/findings';
import { nextCommand } from '../../../recovery/repair/restore-point/next-command';
import { proposedWindow, dataLossWindowText } from '../../../recovery/incident/data-loss';
import type { RestoreTime } from '../../../recovery/table/restore-time';
import { loadRules } from '../../../recovery/items/rules';
import { stop } from '../../../engine/errors';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';

export interface FindRestorePointStepProps {
  /** @default survey */
  readonly needs?: readonly string[];
}

/** Bad keys that the journal keeps; the document keeps up to 1,000. */
const KEYS_IN_JOURNAL = 20;

/**
 * The second to restore, from the data itself. The run goes on alone only when that is sure to a high degree, or
 * somebody has accepted the loss of data from exactly that second on.
 */
export function findRestorePointStep({ needs = ['survey'] }: FindRestorePointStepProps = {}): RecoveryStep {
  return {
    id: 'find-restore-point',
    title: 'Find the second before the damage',
    why: 'To go back too far loses good writes, and not far enough brings the damage back. Every change of the last 24 hours is read from the stream of the table and judged by the rules; the first bad one says when it began, and the numbers around it say what there is to rewind or to salvage.',
    needs,
    budgetMinutes: 10,
    readsOnly: true,
    byHand:
      'npx recover find-restore-point. Without the tool: look in logs and metrics for the first wrong write; the restore point is the second before it.',
    proves:
      'the first bad write, the second before it and how sure that is; unless it is highly sure, somebody must accept the loss from that second on.',
    check: (context) => (isSettled(context) ? 'done' : 'to do'),
    plan: (context) => [
      `read every change of ${known(context, 'sourceTable')} from its stream and judge it by the rules`,
    ],
    async run(context) {
      const found = context.facts.restorePointFindings;
      // What could not be known may be known now; a second that was found stays the one that people speak about.
      if ((found?.restorePoint ?? null) === null) await look(context);
      requireSettled(context);
    },
    verify(context) {
      const findings = known(context, 'restorePointFindings');
      const { verdict, restorePoint, firstBadWrite, sureness, blast } = findings;
      return {
        verdict,
        sureness,
        found: restorePoint,
        firstBadWrite: firstBadWrite && `${firstBadWrite.at} (${firstBadWrite.rule})`,
        badWrites: blast.badWrites,
        corruptedItems: blast.corruptedItems.count,
        goodWritesAfter: blast.goodWritesAfter,
      };
    },
  };
}

/**
 * The second to restore: the one that was given, the one that was found, or the one of the halt.
 *
 * @throws Stop FACT_MISSING, RESTORE_POINT_UNKNOWN
 */
export function restorePointOf(context: RecoveryContext, restoreTo: RestoreTime): string {
  if (restoreTo.kind === 'second') return restoreTo.at;
  if (restoreTo.kind === 'latest') return known(context, 'haltedAt');
  return pointIn(context, known(context, 'restorePointFindings'));
}

async function look(context: RecoveryContext): Promise<void> {
  const table = known(context, 'sourceTable');
  const findings = await findRestorePoint(actionOf(context), { table, rules: loadRules() });
  await context.world.keep('restore-point.json', findings);
  const keys = findings.keys.slice(0, KEYS_IN_JOURNAL);
  await context.record({ restorePointFindings: { ...findings, keys } });
}

function isSettled({ facts, world }: RecoveryContext): boolean {
  const { restorePointFindings: found } = facts;
  if (found === undefined || found.restorePoint === null) return false;
  return found.sureness === 'high' || isAccepted(found.restorePoint, world.acknowledged?.from);
}

function requireSettled(context: RecoveryContext): void {
  if (isSettled(context)) return;
  const findings = known(context, 'restorePointFindings');
  const restorePoint = pointIn(context, findings);
  const window = proposedWindow({ restorePoint: Date.parse(restorePoint), now: context.clock.now() });
  throw stop('RESTORE_POINT_UNSURE', {
    restorePoint,
    sureness: findings.sureness,
    why: findings.why,
    next: `npx recover resume ${context.incident} --accept-data-loss ${dataLossWindowText(window)}`,
  });
}

/** @throws Stop RESTORE_POINT_UNKNOWN */
function pointIn({ world }: RecoveryContext, findings: RestorePointFindings): string {
  if (findings.restorePoint !== null) return findings.restorePoint;
  throw stop('RESTORE_POINT_UNKNOWN', {
    verdict: findings.verdict,
    why: findings.why,
    advice: 'Abort, then run again with --restore-to once somebody knows the second.',
    next: nextCommand(findings, { names: world.target.names, options: '' }),
  });
}

function isAccepted(restorePoint: string, from: string | undefined): boolean {
  return from !== undefined && Date.parse(from) === Date.parse(restorePoint);
}
