import { stop } from '../engine/errors';
import { EXIT } from './support/exit-status';
import { runbookOf } from './support/run-runbook';
import type { InputOf } from './declaration';
import type { report as declaration } from './declaration/look';
import { prepare, type Call, type Preparation } from './support/operation';
import { incidentFolder, incidentsFolder } from '../recovery/incident/incident-folder';
import { REPORT_FORMATS, writeReport } from '../report/write-report';
import { resolve } from 'node:path';
import { clockFrom, openConnection } from '../recovery/incident/connection';
import { S3Mirror } from '../recovery/incident/s3-mirror';
import type { ReportModel } from '../report/model/types';
import type { Entry } from '../engine/journal/entry';
import { journalPath, readJournalFile } from '../engine/journal/file';
import { replay } from '../engine/journal/replay';
import { duration } from '../engine/progress/time-left';

/** Timeline and post-mortem of an incident. */
export async function run(
  { incident, out, format, ...input }: InputOf<typeof declaration>,
  call: Call,
): Promise<number> {
  const prepared = prepare(call, input);
  const { env, settings, output } = prepared;
  const { clock } = call.time ?? clockFrom(env);
  const folder = incidentsFolder(env);
  const entries = await readEntries(prepared, { incident, folder });
  const declared = replay(entries);
  const { title, steps, id } = runbookOf(declared);
  const { model, files } = await writeReport({
    entries,
    runbook: { id, title, steps },
    objectives: settings.objectives,
    now: clock.now(),
    folder: out === undefined ? incidentFolder(folder, incident) : resolve(out),
    formats: format === 'all' ? REPORT_FORMATS : [format],
  });
  output.result({ ...summaryOf(model), files }, [...words(model), ...files]);
  return EXIT.done;
}

/** The journal of this machine when it is closed, or else the longer one of this machine's and the mirrored one. */
async function readEntries(
  prepared: Preparation,
  { incident, folder }: { readonly incident: string; readonly folder: string },
): Promise<readonly Entry[]> {
  const own = readJournalFile(journalPath(folder, incident));
  if (own.length > 0 && replay(own).state !== 'running') return own;
  let mirrored: readonly Entry[];
  try {
    mirrored = await readMirror(prepared, incident);
  } catch (error) {
    if (own.length === 0) throw error;
    const why = error instanceof Error ? error.message : String(error);
    prepared.output.say(
      `the journal in the audit bucket cannot be read (${why}): the report rests on this machine's`,
    );
    return own;
  }
  const longer = mirrored.length > own.length ? mirrored : own;
  if (longer.length > 0) return longer;
  throw stop('INCIDENT_UNKNOWN', {
    incident,
    looked: [folder, `the audit bucket of ${prepared.settings.environment}`],
  });
}

async function readMirror(
  { settings, env, time, connecting }: Preparation,
  incident: string,
): Promise<readonly Entry[]> {
  const { clients, audit } = await openConnection(settings, env, { time, connecting });
  try {
    return await new S3Mirror(audit).read(incident);
  } finally {
    clients.destroy();
  }
}

function summaryOf({ incident, state, recoveryTime, dataLoss, openPoints }: ReportModel): object {
  return {
    incident: incident.id,
    state: state.value,
    recoverySeconds: recoveryTime.seconds,
    recoveryTimeMet: recoveryTime.met,
    lostSeconds: dataLoss?.seconds ?? null,
    recoveryPointMet: dataLoss?.met ?? null,
    openPoints: openPoints.length,
  };
}

function words({ incident, state, recoveryTime, dataLoss }: ReportModel): string[] {
  const lost =
    dataLoss === null ? 'no data window recorded' : `${duration(dataLoss.seconds * 1000)} of data lost`;
  return [`${incident.id}: ${state.value}, ${duration(recoveryTime.seconds * 1000)}, ${lost}`];
}
