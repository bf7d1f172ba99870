import { stop } from '../../engine/errors';
import type { DataLossWindow } from '../../recovery/incident/data-loss';
import { incidentFolder } from '../../recovery/incident/incident-folder';
import {
  abortIncident,
  requireDeclared,
  runIncident,
  type Declaration,
  type Progress,
  type RunIncidentProps,
} from '../../recovery/incident/run-incident';
import { openSession, type Session } from '../../recovery/incident/session';
import { writeReport } from '../../report/write-report';
import { historyOf, type Incident } from '../../engine/journal/replay';
import { plainProgress } from '../../engine/progress/plain';
import type { RecoveryFacts } from '../../runbooks/facts';
import { RUNBOOKS, type RunbookDefinition } from '../../runbooks';
import { runbookFor } from '../../runbooks/budgets';
import type { RecoveryRunbook, RecoveryWorld } from '../../runbooks/world';
import { IncidentStopped } from './incident-stopped';
import { learnSizes } from './learn-sizes';
import { EXIT } from './exit-status';
import { nextFrom, worldOf, type Operation } from './operation';
import { given } from '../../engine/given';
import { sessionWarning } from './session-left';
import { learnLiveTable, shownOf } from './shown';

/** What must not wait for a second person, and what touches neither the live table nor the service. */
const WITHOUT_APPROVAL: readonly string[] = ['halt-writes', 'restore'];

export interface RunProps {
  readonly incident: string;
  /** Of a new incident; undefined: it goes on. */
  readonly declaration?: Declaration;
  /** @returns the data loss that counts from now on @throws Stop when it is not accepted */
  readonly accept?: (incident: Incident) => DataLossWindow | undefined;
}

/** @throws Stop RUNBOOK_UNKNOWN (precondition): the journal was written by another version of the tool */
export function runbookDefinition(id: string): RunbookDefinition {
  const found = RUNBOOKS.find((definition) => definition.id === id);
  if (found !== undefined) return found;
  throw stop('RUNBOOK_UNKNOWN', { runbook: id, known: RUNBOOKS.map((known) => known.id) });
}

/** The procedure of a declared incident, with budgets for the sizes that its journal tells. */
export function runbookOf(
  incident: Pick<Incident, 'runbook' | 'parameters'> & Partial<Pick<Incident, 'facts'>>,
): RecoveryRunbook {
  return runbookFor(runbookDefinition(incident.runbook), incident);
}

/**
 * Runs an incident under the lease, shows how it goes, and prints how it ended, with the report.
 *
 * @throws IncidentStopped with what stopped it, once it is declared
 */
export async function runIncidentOf(operation: Operation, props: RunProps): Promise<Incident> {
  const { incident: id } = props;
  const { output, connection, folder } = operation;
  if (props.declaration === undefined) await requireDeclared(connection, { incident: id, folder });
  for (const line of sessionWarning(operation)) output.say(line);
  const incident = await underLease(operation, id, (session) => {
    if (props.declaration !== undefined)
      output.say(`incident ${id}; to go on after a stop: ${nextFrom(operation, `npx recover resume ${id}`)}`);
    return runIncident({
      ...propsFor(operation, session, props),
      learn: async (declared) => ({
        ...(operation.settings.approvals.required ? await learnLiveTable(operation, declared) : {}),
        ...(await learnSizes(operation, declared)),
      }),
    });
  });
  const files = await reportOf(operation, incident.entries, incident.result);
  printOutcome(operation, incident.result, files);
  return incident.result;
}

/** The same for a command, whose exit status it is. */
export async function statusOfRun(operation: Operation, props: RunProps): Promise<number> {
  await runIncidentOf(operation, props);
  return EXIT.done;
}

/** Takes an incident back under the lease, and prints what was undone. */
export async function takeBack(
  operation: Operation,
  id: string,
  options: { readonly evenCompleted?: boolean } = {},
): Promise<number> {
  const { connection, folder } = operation;
  await requireDeclared(connection, { incident: id, folder });
  const { result } = await underLease(operation, id, (session) =>
    abortIncident(propsFor(operation, session, { incident: id }), options),
  );
  const { incident, undone } = result;
  operation.output.result({ ...outcomeOf(incident, null), undone }, [
    undone.length === 0
      ? `${id} is aborted; there was nothing to undo`
      : `${id} is aborted; undone: ${undone.join(', ')}`,
  ]);
  return EXIT.done;
}

async function underLease<Result>(
  operation: Operation,
  id: string,
  work: (session: Session) => Promise<Result>,
): Promise<{ result: Result; entries: Session['journal']['entries'] }> {
  const { connection, folder, holder } = operation;
  const session = await openSession({
    connection,
    incident: id,
    folder,
    ...given({ holder }),
  });
  try {
    return { result: await work(session), entries: [...session.journal.entries] };
  } catch (error) {
    if (session.journal.entries.length === 0) throw error;
    throw new IncidentStopped(id, error, `npx recover resume ${id}`);
  } finally {
    await session.close();
  }
}

function propsFor(
  operation: Operation,
  session: Session,
  { declaration, accept }: RunProps,
): RunIncidentProps<RecoveryWorld, RecoveryFacts> {
  const { arrange = (runbook: RecoveryRunbook) => runbook } = operation;
  return {
    connection: operation.connection,
    session,
    ...(declaration === undefined
      ? {}
      : { declaration: { ...declaration, regionKind: operation.connection.target.regionKind } }),
    ...given({ accept }),
    needsApproval: ({ runbook }) => !WITHOUT_APPROVAL.includes(runbook),
    shownOf: (incident, first) => shownOf(operation, incident, first),
    runbookOf: (incident) => arrange(runbookOf(incident)),
    worldOf: (incident) => worldOf(operation, incident),
    progressOf: (runbook, incident) => progressFor(operation, runbook, incident),
    otherClients: operation.source?.clients,
    signal: operation.signal,
  };
}

/** As the caller shows it; a line an event otherwise. */
function progressFor(
  { output, connection: { clock }, settings, progress }: Operation,
  { steps }: RecoveryRunbook,
  { declaredAt }: Incident,
): Progress {
  const props = {
    steps,
    clock,
    since: Date.parse(declaredAt),
    objectiveMinutes: settings.objectives.recoveryTimeMinutes,
  };
  if (progress !== undefined) return progress(props);
  const watch = plainProgress({
    ...props,
    write: (line) => {
      output.say(line);
    },
  });
  return { watch, close: () => Promise.resolve() };
}

/** A report that cannot be written must not make a recovery that ended well look failed. */
async function reportOf(
  { settings, connection: { clock }, folder, output, writesReport = true }: Operation,
  entries: Session['journal']['entries'],
  incident: Incident,
): Promise<readonly string[]> {
  if (!writesReport) return [];
  try {
    const { id, title, steps } = runbookOf(incident);
    const { files } = await writeReport({
      entries,
      runbook: { id, title, steps },
      objectives: settings.objectives,
      now: clock.now(),
      folder: incidentFolder(folder, incident.id),
    });
    return files;
  } catch (error) {
    output.say(`the report could not be written (${error instanceof Error ? error.message : String(error)})`);
    return [];
  }
}

function printOutcome(operation: Operation, incident: Incident, files: readonly string[]): void {
  const next = nextFrom(
    operation,
    files.length === 0 ? `npx recover report ${incident.id}` : 'npx recover status',
  );
  operation.output.result({ ...outcomeOf(incident, next), report: files }, [
    `${incident.id} is ${incident.state}`,
    ...files,
    `next: ${next}`,
  ]);
}

/** What programs are told of an incident. */
export function outcomeOf(incident: Incident, next: string | null): object {
  const { steps } = runbookOf(incident);
  return {
    incident: incident.id,
    runbook: incident.runbook,
    state: incident.state,
    steps: steps.map(({ id, title }) => {
      const { state, startedAt, finishedAt, attempts, evidence, error } = historyOf(incident, id);
      return { step: id, title, state, startedAt, finishedAt, attempts, evidence, error };
    }),
    next,
  };
}
