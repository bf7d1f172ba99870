import { loadSettings } from '../../../settings';
import { drillRegionalOutage } from '../../drill/outage/drill';
import { renderOutage } from '../../drill/outage/report';
import { outageLogLine } from '../../drill/outage/result';
import type { InputOf } from '../declaration';
import type { drillRegionalOutage as declaration } from '../declaration/rehearsal';
import type { Call } from '../support/operation';
import { conclude, folderOfDrill, keepEvidence, KEPT, timedLines, unlessInterrupted } from './rehearsal';

/** Secrets of a user, on average. */
const SECRETS_A_USER = 2.5;

/** A rehearsal of a lost region, and of the way home, on this machine. */
export async function run(
  { users, secrets = users * SECRETS_A_USER, seed, dark, keep, out, log }: InputOf<typeof declaration>,
  call: Call,
): Promise<number> {
  const folder = folderOfDrill(out);
  const result = await unlessInterrupted(call, () =>
    drillRegionalOutage({
      settings: loadSettings({ env: { ...call.env, SYNCWELL_ENV: 'drill' } }),
      env: call.env,
      users,
      secrets: Math.floor(secrets),
      seed,
      outage: dark,
      ...(keep ? { keepAs: KEPT } : {}),
      progress: timedLines(call),
      inspect: (environment) => {
        keepEvidence(environment, folder);
      },
    }),
  );
  const markdown = renderOutage(result);
  return conclude(call, { folder, log, keep, result, markdown, line: outageLogLine(result) });
}
