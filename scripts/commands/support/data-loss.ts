import {
  describeDataLoss,
  instantText,
  proposedWindow,
  requireAcceptedBeforehand,
  dataLossWindowOf,
  type DataLossWindow,
} from '../../recovery/incident/data-loss';
import type { Incident } from '../../engine/journal/replay';
import { parseRestoreTime, type RestoreTime } from '../../recovery/table/restore-time';
import { nextFrom, sameWith, type Operation } from './operation';

export interface AcknowledgeProps {
  /** `latest` loses nothing that was written before the halt; of `auto` the run itself knows it later. */
  readonly restoreTo: RestoreTime;
  /** `--accept-data-loss`. */
  readonly given: DataLossWindow | undefined;
  /** `--yes`: no questions. */
  readonly yes: boolean;
}

/**
 * Before anything changes: what will be lost is accepted, by flag, or typed at the terminal.
 *
 * @returns undefined when nothing can be lost
 * @throws Stop DATA_LOSS_NOT_ACCEPTED (refused); Interrupted by Ctrl-C
 */
export async function acknowledgeDataLoss(
  operation: Operation,
  { restoreTo, given, yes }: AcknowledgeProps,
): Promise<DataLossWindow | undefined> {
  if (restoreTo.kind !== 'second') return restoreTo.kind === 'auto' ? given : undefined;
  const { connection, settings, asker } = operation;
  const now = connection.clock.now();
  const restorePoint = Date.parse(restoreTo.at);
  if (given === undefined && !yes && asker !== undefined) {
    const window = proposedWindow({ restorePoint, now });
    await asker.type(
      instantText(window.from),
      `${describeDataLoss(window)}, less when writes are halted earlier. To accept it`,
    );
    return window;
  }
  return requireAcceptedBeforehand({
    accepted: given,
    restorePoint,
    now,
    objectiveMinutes: settings.objectives.recoveryTimeMinutes,
    command: (accepted) => sameWith(operation, { acceptDataLoss: accepted }),
  });
}

/**
 * When a run goes on: what was accepted must still hold. After the halt the run itself compares it with what is lost.
 *
 * @param given `--accept-data-loss`; undefined: what was accepted before counts
 * @throws Stop DATA_LOSS_NOT_ACCEPTED (refused)
 */
export function acknowledgeAgain(
  operation: Operation,
  given: DataLossWindow | undefined,
): (incident: Incident) => DataLossWindow | undefined {
  const { connection, settings } = operation;
  return ({ id, parameters, facts, acknowledgements, runbook }) => {
    // The newest copy decides what is lost: the run itself compares it with what was accepted.
    if (runbook === 'regional-outage') return given;
    const { restoreTo: text, strategy } = parameters;
    if (runbook !== 'data-corruption' || strategy === 'rewind' || typeof text !== 'string') return undefined;
    const restoreTo = parseRestoreTime(text);
    if (restoreTo.kind === 'latest') return undefined;
    const last = acknowledgements.at(-1)?.data as { from: string; to: string } | undefined;
    const accepted = given ?? (last === undefined ? undefined : dataLossWindowOf(last));
    // What is lost follows from the second that is found: the run itself compares them.
    if (facts.haltedAt !== undefined || restoreTo.kind === 'auto') return accepted;
    return requireAcceptedBeforehand({
      accepted,
      restorePoint: Date.parse(restoreTo.at),
      now: connection.clock.now(),
      objectiveMinutes: settings.objectives.recoveryTimeMinutes,
      command: (window) => nextFrom(operation, `npx recover resume ${id} --accept-data-loss ${window}`),
    });
  };
}
