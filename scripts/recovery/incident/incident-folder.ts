import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime, type Clock } from '../../engine/clock';
import { journalPath, readJournalFile } from '../../engine/journal/file';
import { replay, type Incident } from '../../engine/journal/replay';
import { stop } from '../../engine/errors';
import { PROJECT_ROOT } from '../../project-root';

/** How the ids of incidents look. */
export const INCIDENT_ID = /^INC-\d{8}-\d{6}-[0-9a-f]{4}$/;

/** Where this machine keeps journals and reports: `incidents/` of the project, or `SYNCWELL_INCIDENTS_DIRECTORY`. */
export function incidentsFolder(env: Readonly<Record<string, string | undefined>>): string {
  const given = env.SYNCWELL_INCIDENTS_DIRECTORY;
  return given === undefined || given === '' ? join(PROJECT_ROOT, 'incidents') : given;
}

/** Folder of one incident. */
export function incidentFolder(folder: string, incident: string): string {
  return join(folder, incident);
}

/** A new id, for example `INC-20260301-041500-9f3a`: in alphabetical order incidents are in the order of time. */
export function newIncidentId(
  clock: Pick<Clock, 'now'>,
  random: (bytes: number) => Buffer = randomBytes,
): string {
  const [date = '', time = ''] = isoTime(clock.now()).split('T');
  return `INC-${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${random(2).toString('hex')}`;
}

/** @throws Stop INCIDENT_ID_INVALID (usage) */
export function requireIncidentId(text: string): string {
  if (INCIDENT_ID.test(text)) return text;
  throw stop('INCIDENT_ID_INVALID', { text });
}

/** Incidents with a folder on this machine, the oldest first. */
export function listIncidents(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => INCIDENT_ID.test(name))
    .sort();
}

/** What the journal on this machine says; undefined: it declares nothing. @throws Stop JOURNAL_DAMAGED */
export function readIncident(folder: string, incident: string): Incident | undefined {
  const entries = readJournalFile(journalPath(folder, incident));
  return entries.length === 0 ? undefined : replay(entries);
}

/** The newest incident on this machine that was declared; undefined: there is none. */
export function newestIncident(folder: string): Incident | undefined {
  for (const id of listIncidents(folder).reverse()) {
    const incident = readIncident(folder, id);
    if (incident !== undefined) return incident;
  }
  return undefined;
}
