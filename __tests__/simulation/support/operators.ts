import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { InProcessCloud } from '../../../scripts/local-cloud/in-process';
import type { Clock } from '../../../scripts/engine/clock';
import type { Incident } from '../../../scripts/engine/journal/replay';
import { journalPath } from '../../../scripts/engine/journal/file';
import { Interrupted, Stop } from '../../../scripts/engine/stop';
import type { Corruption } from './corruption';
import type { Disturbance, Life } from './disturbance';
import { closeFilesOf, ownFiles, tearLastLine } from './files';
import { Mortal } from './mortal';
import type { Shape } from './shape';
import { runTool, type RunToolProps } from './tool';

const MINUTE = 60_000;
const INCIDENT = 'INC-20260301-080000-0001';
/** Nobody waits longer for a recovery to end, in the history's own time. */
const PATIENCE = 24 * 60 * MINUTE;
/** Until somebody tries again whom another's lease, or the cloud, kept from going on. */
const NEXT_TRY = 5 * MINUTE;
const MOST_LIVES = 60;

export interface OperateProps {
  readonly shape: Shape;
  readonly clock: Clock;
  readonly requestHandler: InProcessCloud['requestHandler'];
  readonly credentials: AwsCredentialIdentity;
  readonly disturbance: Disturbance | undefined;
  readonly corruption: Corruption;
}

export interface Operated {
  /** Processes that were needed. */
  readonly lives: number;
  /** The active table by the settings file. */
  readonly activeTable: string;
  /** What the journal says in the end. */
  readonly incident: Incident;
}

/** Runs the tool, and resumes it, until the incident is completed and everybody who slept has woken up and ended. */
export async function operate(props: OperateProps): Promise<Operated> {
  const folder = mkdtempSync(join(tmpdir(), 'simulation-'));
  try {
    return await new Operators(props, folder).untilCompleted();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Operators {
  private readonly planned: Life[];
  private readonly sleepers: Promise<void>[] = [];
  private readonly shared;
  private activeTable: string;
  private machine = 1;

  constructor(
    private readonly props: OperateProps,
    private readonly folder: string,
  ) {
    const { credentials, disturbance, corruption } = props;
    const { target, stopWorkers } = props.shape;
    this.planned = [...(disturbance?.lives ?? [])];
    this.activeTable = target.settings.table[target.regionKind].activeName;
    this.shared = {
      target,
      credentials,
      random: disturbance?.random ?? (() => 0.5),
      infrastructure: {
        activeTable: () => Promise.resolve(this.activeTable),
        setActiveTable: (table: string) => {
          this.activeTable = table;
          return Promise.resolve();
        },
        isServing: () => Promise.resolve(true),
        setServing: () => Promise.reject(new Error('a recovery of data moves no service')),
        plan: () => Promise.resolve({ imports: ['restored'], creates: [], updates: [], losses: [] }),
        deploy: () => Promise.reject(new Error('a recovery of data deploys nothing')),
      },
      declaration: {
        incident: INCIDENT,
        runbook: 'data-corruption',
        parameters: { restoreTo: corruption.restoreTo, usersToVerify: 1, stopWorkers },
        acknowledged: { from: Date.parse(corruption.restoreTo), to: corruption.declaredAt + PATIENCE },
      },
    } satisfies Partial<RunToolProps>;
  }

  /** @throws what no operator would mend by resuming */
  async untilCompleted(): Promise<Operated> {
    const { clock, corruption } = this.props;
    for (let lives = 1; lives <= MOST_LIVES; lives += 1) {
      if (clock.now() > corruption.declaredAt + PATIENCE) throw new Error('it does not come to an end');
      const incident = await this.live(lives);
      if (incident === undefined) continue;
      await Promise.all(this.sleepers);
      return { lives, activeTable: this.activeTable, incident };
    }
    throw new Error(`it was not completed in ${MOST_LIVES} lives`);
  }

  /** One process. @returns the incident, when it was completed */
  private async live(processNumber: number): Promise<Incident | undefined> {
    const { clock } = this.props;
    const life = this.planned.shift();
    const { requestHandler } = this.props;
    const interrupted = life?.interrupted === true;
    const mortal = new Mortal({ clock, requestHandler, blow: life?.blow, interrupted });
    ownFiles(processNumber);
    const run = runTool({
      ...this.shared,
      mortal,
      folder: join(this.folder, String(this.machine)),
      host: `machine-${this.machine}`,
      // No process has such a number: whoever asks is told that it is dead.
      processId: 2 ** 30 + processNumber,
    }).catch((error: unknown) => error as Error);
    const struck = 'struck' as const;
    const outcome = await Promise.race([run, mortal.blow.then(() => struck)]);
    if (outcome === struck) {
      if (life !== undefined) await this.lay(life, mortal, run, processNumber);
      await clock.sleep(life?.pause ?? 0);
      return undefined;
    }
    if (!(outcome instanceof Error)) return outcome;
    if (outcome instanceof Interrupted && interrupted) {
      await clock.sleep(life.pause);
      return undefined;
    }
    if (isForked(outcome)) this.putAside();
    else if (!isForLater(outcome)) throw outcome;
    // The blow did not come yet: it comes in the next life.
    if (life !== undefined) this.planned.unshift(life);
    await clock.sleep(NEXT_TRY);
    return undefined;
  }

  /** What the refusal of a journal that differs says to do. */
  private putAside(): void {
    const path = journalPath(join(this.folder, String(this.machine)), INCIDENT);
    renameSync(path, `${path}.diverged`);
  }

  /** What becomes of a process that was struck. */
  private async lay(
    { sleeps, torn, elsewhere }: Life,
    mortal: Mortal,
    run: Promise<Incident | Error>,
    processNumber: number,
  ): Promise<void> {
    const path = journalPath(join(this.folder, String(this.machine)), INCIDENT);
    if (elsewhere) this.machine += 1;
    if (sleeps !== undefined) {
      this.sleepers.push(this.sleep(sleeps, mortal, run));
      return;
    }
    await closeFilesOf(processNumber);
    if (torn && mortal.struckBeforeMirroring) tearLastLine(path);
  }

  /** @throws what somebody must not do who wakes up late */
  private async sleep(milliseconds: number, mortal: Mortal, run: Promise<Incident | Error>): Promise<void> {
    await this.props.clock.sleep(milliseconds);
    mortal.wake();
    const outcome = await run;
    // Whom nobody has taken over from may go on to the end.
    if (outcome instanceof Error && !isForLater(outcome) && !isTakenOver(outcome)) throw outcome;
  }
}

/** Errors of faults that outlived all retries. */
const GIVEN_UP = new Set([
  'TimeoutError',
  'InternalServerError',
  'InternalServerException',
  'ServiceUnavailable',
  'ThrottlingException',
  'SlowDown',
  'ProvisionedThroughputExceededException',
]);

/** What the tool itself says of such errors, and of another who is at it. */
const FOR_LATER = new Set([
  'LEASE_HELD',
  'JOURNAL_TAKEN_OVER',
  'SERVICE_FAULT',
  'THROTTLED',
  'UNREACHABLE',
  // A laptop that slept for longer than the iterator of a stream lives.
  'STREAM_UNREADABLE',
]);

/**
 * Whether an operator would simply try again: another holds the lease, the last line of a process that slept arrived
 * just when its successor began, or the cloud gave no answer for a long time.
 */
export function isForLater(error: Error): boolean {
  if (error instanceof Stop) return FOR_LATER.has(error.code);
  return GIVEN_UP.has(error.name);
}

/** Whether the last line of a process that slept arrived before the one that its successor had on its disk. */
function isForked(error: Error): boolean {
  return error instanceof Stop && error.code === 'JOURNAL_FORKED';
}

function isTakenOver(error: Error): boolean {
  return error instanceof Stop && ['LEASE_LOST', 'JOURNAL_TAKEN_OVER', 'JOURNAL_FORKED'].includes(error.code);
}
