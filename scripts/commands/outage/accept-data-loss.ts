import { stop } from '../../engine/errors';
import {
  describeDataLoss,
  instantText,
  proposedWindow,
  recordedDataLossWindow,
  dataLossWindowText,
  type DataLossWindow,
} from '../../recovery/incident/data-loss';
import type { ChosenSource } from '../../recovery/rebuild/source';
import { sameWith, type Operation } from '../support/operation';

export interface AcceptDataLossProps {
  readonly source: ChosenSource;
  /** `--accept-data-loss`. */
  readonly given: DataLossWindow | undefined;
  /** `--yes`: no questions. */
  readonly yes: boolean;
}

/**
 * Before anything changes: what was written after the newest copy is accepted as lost, by flag, or typed at the
 * terminal. A copy may have become newer since the window was shown: then less is lost than was accepted.
 *
 * @throws Stop DATA_LOSS_NOT_ACCEPTED (refused) naming the window, with the command that accepts it; Interrupted
 */
export async function acceptDataLossWindow(
  operation: Operation,
  { source, given, yes }: AcceptDataLossProps,
): Promise<DataLossWindow> {
  const {
    connection: { clock },
    asker,
  } = operation;
  const now = clock.now();
  const restorePoint = Date.parse(source.restorePoint);
  if (given !== undefined && given.from <= restorePoint && now <= given.to) return given;
  const window = proposedWindow({ restorePoint, now });
  const because = `the newest copy of the table is of ${source.restorePoint} (${source.class})`;
  if (given === undefined && !yes && asker !== undefined) {
    const what = `${because}, so that ${describeDataLoss(window)}, less when the run begins earlier`;
    await asker.type(instantText(window.from), `${what}. To accept it`);
    return window;
  }
  throw stop('DATA_LOSS_NOT_ACCEPTED', {
    because,
    ...recordedDataLossWindow(window),
    unless: 'the run begins earlier',
    accepted: given === undefined ? undefined : dataLossWindowText(given),
    until: 'Accept the window, or choose another source.',
    next: sameWith(operation, { acceptDataLoss: dataLossWindowText(window) }),
  });
}
