import { loadSettings } from '../../../settings';
import { drillAzFailure } from '../../drill/zone/drill';
import { renderAzFailure } from '../../drill/zone/report';
import { azFailureLogLine } from '../../drill/zone/result';
import type { InputOf } from '../declaration';
import type { drillAzFailure as declaration } from '../declaration/rehearsal';
import type { Call } from '../support/operation';
import { conclude, folderOfDrill, timedLines, unlessInterrupted } from './rehearsal';

/** A rehearsal of the loss of an Availability Zone on this machine. */
export async function run(
  { users, seed, out, log }: InputOf<typeof declaration>,
  call: Call,
): Promise<number> {
  const folder = folderOfDrill(out);
  const result = await unlessInterrupted(call, () =>
    drillAzFailure({
      settings: loadSettings({ env: { ...call.env, SYNCWELL_ENV: 'drill' } }),
      env: call.env,
      users,
      seed,
      progress: timedLines(call),
    }),
  );
  const markdown = renderAzFailure(result);
  return conclude(call, { folder, log, keep: false, result, markdown, line: azFailureLogLine(result) });
}
