import { Option, type Command } from 'commander';
import { resolve } from 'node:path';
import { loadSettings, type Settings } from '../../../settings';
import { clockFrom, openConnection } from '../../recovery/incident/connection';
import { incidentFolder, incidentsFolder, requireIncidentId } from '../../recovery/incident/incident-folder';
import { S3Mirror } from '../../recovery/incident/s3-mirror';
import type { ReportModel } from '../../report/model/types';
import { REPORT_FORMATS, writeReport, type ReportFormat } from '../../report/write-report';
import type { Entry } from '../../engine/journal/entry';
import { journalPath, readJournalFile } from '../../engine/journal/file';
import { replay } from '../../engine/journal/replay';
import { duration } from '../../engine/progress/time-left';
import { Stop } from '../../engine/stop';
import { RUNBOOKS } from '../../runbooks';
import { runbookFor } from '../../runbooks/budgets';
import { EXIT_HELP } from '../support/exit-status';
import { operatorCommand, type CommonOptions } from '../support/operation';
import { outputFor } from '../support/output';

interface ReportOptions extends CommonOptions {
  readonly out?: string;
  readonly format: ReportFormat | 'all';
}

const HELP = `
Reads the journal of the incident and writes report.md, report.html and report.json beside it. Changes nothing else.
While the incident is not closed, the journal in the audit bucket is read too: another machine may have gone on.

For example:
  recover report INC-20260301-041500-9f3a
  recover report INC-20260301-041500-9f3a --format html --out /tmp/report
${EXIT_HELP}`;

/** `recover report <incident>`: timeline and post-mortem. */
export function reportCommand(): Command {
  return operatorCommand('report', 'write the timeline and the post-mortem of an incident, from its journal')
    .argument('<incident>', 'for example INC-20260301-041500-9f3a', requireIncidentId)
    .option('--out <folder>', 'where to write; the folder of the incident when it is not given')
    .addOption(
      new Option('--format <format>', 'what to write').choices([...REPORT_FORMATS, 'all']).default('all'),
    )
    .addHelpText('after', HELP)
    .action(report);
}

async function report(incident: string, options: ReportOptions): Promise<void> {
  const env: Source['env'] = {
    ...process.env,
    ...(options.env === undefined ? {} : { SYNCWELL_ENV: options.env }),
  };
  const directory = env.SYNCWELL_SETTINGS_DIRECTORY;
  const settings = loadSettings({ env, ...(directory === undefined ? {} : { directory }) });
  const { clock } = clockFrom(env);
  const folder = incidentsFolder(env);
  const output = outputFor(options);
  const entries = await readEntries({ incident, folder, settings, env });
  const declared = replay(entries);
  const { title, steps, id } = runbookFor(definitionOf(declared.runbook), declared);
  const { model, files } = await writeReport({
    entries,
    runbook: { id, title, steps },
    objectives: settings.objectives,
    now: clock.now(),
    folder: options.out === undefined ? incidentFolder(folder, incident) : resolve(options.out),
    formats: options.format === 'all' ? REPORT_FORMATS : [options.format],
  });
  output.result({ ...summaryOf(model), files }, [...words(model), ...files]);
}

interface Source {
  readonly incident: string;
  readonly folder: string;
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The journal of this machine when it is closed, or else the longer one of this machine's and the mirrored one. */
async function readEntries({ incident, folder, settings, env }: Source): Promise<readonly Entry[]> {
  const own = readJournalFile(journalPath(folder, incident));
  if (own.length > 0 && replay(own).state !== 'running') return own;
  let mirrored: readonly Entry[];
  try {
    mirrored = await readMirror(incident, settings, env);
  } catch (error) {
    if (own.length === 0) throw error;
    const why = error instanceof Error ? error.message : String(error);
    console.error(
      `the journal in the audit bucket cannot be read (${why}): the report rests on this machine's`,
    );
    return own;
  }
  const longer = mirrored.length > own.length ? mirrored : own;
  if (longer.length > 0) return longer;
  throw new Stop({
    kind: 'precondition',
    code: 'INCIDENT_UNKNOWN',
    message: `${incident} has no journal, neither in ${folder} nor in the audit bucket of ${settings.environment}`,
    next: 'npx recover status',
  });
}

async function readMirror(
  incident: string,
  settings: Settings,
  env: Source['env'],
): Promise<readonly Entry[]> {
  const { clients, audit } = await openConnection(settings, env);
  try {
    return await new S3Mirror(audit).read(incident);
  } finally {
    clients.destroy();
  }
}

function definitionOf(runbook: string): (typeof RUNBOOKS)[number] {
  const found = RUNBOOKS.find(({ id }) => id === runbook);
  if (found !== undefined) return found;
  throw new Stop({
    kind: 'failed',
    code: 'RUNBOOK_UNKNOWN',
    message: `the incident was run by ${JSON.stringify(runbook)}, which this version does not know; known: ${RUNBOOKS.map(({ id }) => id).join(', ')}`,
  });
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
