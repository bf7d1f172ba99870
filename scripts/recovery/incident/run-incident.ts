import { abort } from '../../engine/abort';
import { execute, type ExecuteProps } from '../../engine/executor';
import type { Entry } from '../../engine/journal/entry';
import type { Journal } from '../../engine/journal/journal';
import { replay, type Incident } from '../../engine/journal/replay';
import type { Watch } from '../../engine/progress/events';
import type { Runbook } from '../../engine/runbook';
import type { RegionKind } from '../../../settings/regions';
import type { Facts } from '../../engine/step';
import { stop } from '../../engine/errors';
import type { Stop } from '../../engine/stop';
import type { Clients } from '../aws/clients';
import { guardCalls } from '../aws/guard';
import { requireApproval } from './approvals';
import type { Connection } from './connection';
import { recordedDataLossWindow, type DataLossWindow } from './data-loss';
import { readIncident } from './incident-folder';
import { S3Mirror } from './s3-mirror';
import { shownFrom, type Shown } from './shown';
import type { Session } from './session';

/** What a new incident is declared with: everything that a resumed run must know. */
export interface Declaration {
  readonly incident: string;
  readonly runbook: string;
  readonly parameters: Facts;
  /** The region of the service that it works on. @default the primary region's, or what the procedure says */
  readonly regionKind?: RegionKind | undefined;
  /** The data loss that was accepted beforehand. */
  readonly acknowledged?: DataLossWindow | undefined;
}

/** Shows how a run goes. */
export interface Progress {
  readonly watch: Watch;
  close(): Promise<void>;
}

export interface RunIncidentProps<World, Known extends object> {
  readonly connection: Connection;
  readonly session: Session;
  /** Of a new incident; undefined: it goes on. */
  readonly declaration?: Declaration;
  /** The procedure of a declared incident. */
  readonly runbookOf: (incident: Incident) => Runbook<World, Known>;
  readonly worldOf: (incident: Incident) => World;
  /** @returns the data loss that counts from now on; undefined: none is at stake @throws Stop when it is not accepted */
  readonly accept?: (incident: Incident) => DataLossWindow | undefined;
  /**
   * What is worth knowing before the first step, such as sizes; written down once, so that a resumed run and the report go
   * by the same. Must hold nothing up and never throw. @returns no facts: it is asked again when the run goes on
   */
  readonly learn?: (incident: Incident) => Promise<Facts>;
  readonly progressOf: (runbook: Runbook<World, Known>, incident: Incident) => Progress;
  /** Whether a second person must approve it, where the settings ask for that at all. @default always */
  readonly needsApproval?: (incident: Incident) => boolean;
  /** What the second person is shown, and approves. @default what the journal alone says */
  readonly shownOf?: (incident: Incident, declaration: Entry) => Shown;
  /** Of the other region of the service, when the procedure changes something there, too. */
  readonly otherClients?: Clients | undefined;
  /** Aborted when the operator asks to stop. */
  readonly signal: AbortSignal;
}

/**
 * Runs an incident to its end, or on from where it stopped. Completed already: nothing is left to do.
 *
 * @returns what its journal says then
 * @throws Stop INCIDENT_UNKNOWN (precondition), INCIDENT_ABORTED, APPROVAL_MISSING, APPROVAL_DOES_NOT_COVER,
 *   APPROVED_BY_SAME_PERSON (refused), and what `execute` throws
 */
export async function runIncident<World, Known extends object>(
  props: RunIncidentProps<World, Known>,
): Promise<Incident> {
  const { connection, session, accept, needsApproval = () => true } = props;
  const { journal } = session;
  const { incident, declaration } = await declared(props);
  if (incident.state === 'completed') return incident;
  if (incident.state === 'aborted') throw isAborted(incident);
  const window = accept?.(incident);
  if (window !== undefined) await acknowledge(connection, journal, incident, window);
  if (needsApproval(incident) && connection.target.settings.approvals.required) {
    // Sizes and the window that counts now are part of what the second person is shown.
    await writeDown(props, replay(journal.entries));
    await requireSecondPerson(props, { incident: replay(journal.entries), declaration });
  }
  await journal.append({
    kind: 'run-started',
    data: { operator: connection.caller.arn, host: session.host },
  });
  await writeDown(props, replay(journal.entries));
  await withEngine(props, replay(journal.entries), execute);
  return replay(journal.entries);
}

async function writeDown<World, Known extends object>(
  { session: { journal }, learn }: RunIncidentProps<World, Known>,
  incident: Incident,
): Promise<void> {
  const facts = (await learn?.(incident)) ?? {};
  const news = Object.entries(facts).filter(([name]) => !(name in incident.facts));
  if (news.length > 0) await journal.append({ kind: 'fact', data: Object.fromEntries(news) });
}

/**
 * Takes back what can be taken back, and closes the incident. Aborted already: nothing is left to do.
 *
 * @param evenCompleted for procedures that are whole by themselves and have an opposite: a halt, a repoint
 * @returns what its journal says then, and the ids of the steps that were undone
 * @throws Stop INCIDENT_UNKNOWN (precondition), INCIDENT_COMPLETED (refused), and what an `undo` throws
 */
export async function abortIncident<World, Known extends object>(
  props: RunIncidentProps<World, Known>,
  { evenCompleted = false }: { readonly evenCompleted?: boolean } = {},
): Promise<{ incident: Incident; undone: readonly string[] }> {
  const { connection, session } = props;
  const { journal } = session;
  const { incident } = await declared(props);
  if (incident.state === 'aborted') return { incident, undone: [] };
  if (incident.state === 'completed' && !evenCompleted) throw isCompleted(incident);
  await journal.append({
    kind: 'run-started',
    data: { operator: connection.caller.arn, host: session.host },
  });
  const undone = await withEngine(props, incident, abort);
  return { incident: replay(journal.entries), undone };
}

interface Declared {
  readonly incident: Incident;
  /** The journal's first line. */
  readonly declaration: Entry;
}

async function declared<World, Known extends object>({
  connection: { caller, audit },
  session: { journal, incident },
  declaration,
}: RunIncidentProps<World, Known>): Promise<Declared> {
  if (journal.entries.length === 0 && declaration !== undefined) {
    const { acknowledged, regionKind, ...what } = declaration;
    await journal.append({
      kind: 'declared',
      data: {
        ...what,
        ...(regionKind === undefined || regionKind === 'primary' ? {} : { role: regionKind }),
        operator: caller.arn,
        ...(acknowledged === undefined ? {} : { acknowledged: recordedDataLossWindow(acknowledged) }),
      },
    });
  }
  const [first] = journal.entries;
  if (first !== undefined) return { incident: replay(journal.entries), declaration: first };
  throw stop('INCIDENT_UNKNOWN', { incident, looked: ['this machine', `the audit bucket ${audit.bucket}`] });
}

/**
 * Before the lease is taken and a folder is made: is there anything to go on with?
 *
 * @param folder of all incidents, on this machine
 * @throws Stop INCIDENT_UNKNOWN (precondition)
 */
export async function requireDeclared(
  { audit }: Pick<Connection, 'audit'>,
  { incident, folder }: { readonly incident: string; readonly folder: string },
): Promise<void> {
  if (readIncident(folder, incident) !== undefined) return;
  if ((await new S3Mirror(audit).first(incident)) === undefined) {
    throw stop('INCIDENT_UNKNOWN', { incident, looked: [folder, `the audit bucket ${audit.bucket}`] });
  }
}

/** Whoever goes on with it counts as having run it, before that is written down: else a refusal could not be mended. */
async function requireSecondPerson<World, Known extends object>(
  {
    connection: { target, audit, caller, clock },
    session: { journal },
    shownOf = (approved, { hash }) => shownFrom(approved, { declaration: hash, region: target.region }),
  }: RunIncidentProps<World, Known>,
  { incident, declaration }: Declared,
): Promise<void> {
  const { person, userId, digest, approvedAt } = await requireApproval({
    bucket: audit,
    names: target.names,
    clock,
    incident: { ...incident, operators: [...incident.operators, caller.arn] },
    shown: shownOf(incident, declaration),
  });
  if (incident.approvals.some(({ data }) => data.digest === digest && data.userId === userId)) return;
  await journal.append({ kind: 'approved', data: { approver: person, userId, digest, approvedAt } });
}

async function acknowledge(
  { caller }: Connection,
  journal: Journal,
  { acknowledgements }: Incident,
  window: DataLossWindow,
): Promise<void> {
  const span = recordedDataLossWindow(window);
  const last = acknowledgements.at(-1)?.data;
  if (last?.from === span.from && last.to === span.to) return;
  await journal.append({ kind: 'acknowledged', data: { ...span, operator: caller.arn } });
}

async function withEngine<World, Known extends object, Result>(
  {
    connection: { clock, clients },
    session,
    runbookOf,
    worldOf,
    progressOf,
    otherClients,
    signal,
  }: RunIncidentProps<World, Known>,
  incident: Incident,
  engine: (props: ExecuteProps<World, Known>) => Promise<Result>,
): Promise<Result> {
  const { journal, lease } = session;
  const runbook = runbookOf(incident);
  const progress = progressOf(runbook, incident);
  const guards = [clients, ...(otherClients === undefined ? [] : [otherClients])].map((guarded) =>
    guardCalls(guarded, () => lease.assertHeld()),
  );
  try {
    return await engine({
      runbook,
      world: worldOf(replay(journal.entries)),
      journal,
      lease,
      clock,
      signal: AbortSignal.any([signal, lease.signal]),
      watch: progress.watch,
    });
  } finally {
    for (const unguard of guards) unguard();
    await progress.close();
  }
}

function isAborted({ id, finishedAt }: Incident): Stop {
  return stop('INCIDENT_ABORTED', { incident: id, at: finishedAt ?? '' });
}

function isCompleted({ id, finishedAt }: Incident): Stop {
  return stop('INCIDENT_COMPLETED', { incident: id, at: finishedAt ?? '' });
}
