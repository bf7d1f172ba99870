import { join } from 'node:path';
import { journalPath } from '../../../scripts/engine/journal/file';
import type { Incident } from '../../../scripts/engine/journal/replay';
import { closeFilesOf, ownFiles, tearLastLine } from '../../simulation/support/files';
import { isForLater } from '../../simulation/support/operators';
import type { Disturbed, Operator } from './incident';
import { mortal, type Fate } from './mortal';
import { MINUTE, type TwoRegions } from './two-regions';

/** How a process ends before its work does. */
export interface Life {
  /** Its call, from 1, of which it dies. */
  readonly call: number;
  readonly carriedOut: boolean;
  /** Minutes until somebody goes on. */
  readonly pause: number;
  /** Whether that is on another machine, where nothing of this one is left. */
  readonly elsewhere: boolean;
  /** Whether the last line of the journal is torn, where it reached the disk and nothing else. */
  readonly torn: boolean;
}

/** Minutes until somebody tries again whom another's lease, or the cloud, kept from going on. */
const NEXT_TRY = 5;
const MOST_LIVES = 40;
/** No process has such a number: whoever asks is told that it is dead. */
let lastProcess = 2 ** 30;

export interface Lived {
  readonly incident: Incident;
  /** How many of the planned deaths came. */
  readonly deaths: number;
}

/** Processes, one after the other, of which each but the last dies as planned, until the incident is completed. */
export async function liveThrough(
  { cloud, clock }: TwoRegions,
  {
    operator,
    lives,
    run,
  }: {
    readonly operator: Operator;
    readonly lives: readonly Life[];
    readonly run: (incident: string, disturbed: Disturbed) => Promise<Incident>;
  },
): Promise<Lived> {
  const id = operator.newId();
  const planned = [...lives];
  let machine = 1;
  for (let count = 1; count <= MOST_LIVES; count += 1) {
    const life = planned[0];
    lastProcess += 1;
    const processId = lastProcess;
    const folder = join(operator.folder, `machine-${machine}`);
    let calls = 0;
    const last = { isUnmirrored: false };
    const process = mortal(cloud, clock, ({ method, path }): Fate => {
      calls += 1;
      if (calls !== life?.call) return 'lives';
      last.isUnmirrored = !life.carriedOut && method === 'PUT' && path.includes('/incidents/');
      return life.carriedOut ? 'dies after' : 'dies before';
    });
    ownFiles(processId);
    const running = run(id, { mortal: process, processId, folder, host: `machine-${machine}` });
    const outcome = await Promise.race([running.catch((error: unknown) => error as Error), process.death]);
    if (outcome === 'dead') {
      planned.shift();
      await closeFilesOf(processId);
      if (life?.torn === true && last.isUnmirrored) tearLastLine(journalPath(folder, id));
      if (life?.elsewhere === true) machine += 1;
      await clock.sleep((life?.pause ?? 0) * MINUTE);
      continue;
    }
    if (!(outcome instanceof Error)) return { incident: outcome, deaths: lives.length - planned.length };
    if (!isForLater(outcome)) throw outcome;
    await clock.sleep(NEXT_TRY * MINUTE);
  }
  throw new Error(`it was not completed in ${MOST_LIVES} lives`);
}
