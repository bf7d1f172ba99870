import { loadSettings } from '../../../settings';
import { drillDataCorruption } from '../../drill/corruption/drill';
import { renderDrill } from '../../drill/corruption/report';
import { logLine } from '../../drill/corruption/result';
import type { InputOf } from '../declaration';
import type { drillDataCorruption as declaration } from '../declaration/rehearsal';
import type { Call } from '../support/operation';
import { conclude, folderOfDrill, keepEvidence, KEPT, timedLines, unlessInterrupted } from './rehearsal';

/** A rehearsal of corrupted data on this machine. */
export async function run(
  { strategy, users, seed, keep, out, log }: InputOf<typeof declaration>,
  call: Call,
): Promise<number> {
  const folder = folderOfDrill(out);
  const result = await unlessInterrupted(call, () =>
    drillDataCorruption({
      settings: loadSettings({ env: { ...call.env, SYNCWELL_ENV: 'drill' } }),
      env: call.env,
      strategy,
      users,
      seed,
      ...(keep ? { keepAs: KEPT } : {}),
      progress: timedLines(call),
      inspect: (environment) => {
        keepEvidence(environment, folder);
      },
    }),
  );
  return conclude(call, { folder, log, keep, result, markdown: renderDrill(result), line: logLine(result) });
}
