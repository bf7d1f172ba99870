import {
  describeLoss,
  instantText,
  proposedWindow,
  windowText,
  type LossWindow,
} from '../../../recovery/incident/data-loss';
import type { ChosenSource } from '../../../recovery/rebuild/source';
import { Stop } from '../../../engine/stop';
import { askToType, mayAsk } from '../../support/ask';
import type { Operation } from '../../support/operation';

export interface AcceptLossProps {
  readonly source: ChosenSource;
  /** `--accept-data-loss`. */
  readonly given: LossWindow | undefined;
  /** `--yes`: no questions. */
  readonly yes: boolean;
  /** The command to type with that window. */
  readonly command: (window: string) => string;
}

/**
 * Before anything changes: what was written after the newest copy is accepted as lost, by flag, or typed at the
 * terminal. A copy may have become newer since the window was shown: then less is lost than was accepted.
 *
 * @throws Stop DATA_LOSS_NOT_ACCEPTED (refused) naming the window, with the command that accepts it; Interrupted
 */
export async function acceptLoss(
  { connection: { clock }, output }: Operation,
  { source, given, yes, command }: AcceptLossProps,
): Promise<LossWindow> {
  const now = clock.now();
  const restorePoint = Date.parse(source.restorePoint);
  if (given !== undefined && given.from <= restorePoint && now <= given.to) return given;
  const window = proposedWindow({ restorePoint, now });
  const what = `the newest copy of the table is of ${source.restorePoint} (${source.class}), so that ${describeLoss(window)}, less when the run begins earlier`;
  if (given === undefined && mayAsk({ yes, json: output.json })) {
    await askToType(instantText(window.from), `${what}. To accept it`);
    return window;
  }
  throw new Stop({
    kind: 'refused',
    code: 'DATA_LOSS_NOT_ACCEPTED',
    message: `${given === undefined ? '' : `${windowText(given)} was accepted, but `}${what}`,
    next: command(windowText(window)),
  });
}
