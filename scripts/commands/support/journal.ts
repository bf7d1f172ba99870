import { stop } from '../../engine/errors';
import { S3Mirror } from '../../recovery/incident/s3-mirror';
import type { Entry } from '../../engine/journal/entry';
import type { Operation } from './operation';

/**
 * The journal of an incident as the audit bucket has it: the one that counts, whoever wrote it. Takes no lease.
 *
 * @throws Stop INCIDENT_UNKNOWN (precondition), JOURNAL_DAMAGED
 */
export async function readJournal({ connection, settings }: Operation, incident: string): Promise<Entry[]> {
  const entries = await new S3Mirror(connection.audit).read(incident);
  if (entries.length > 0) return entries;
  throw stop('INCIDENT_UNKNOWN', {
    incident,
    looked: [`the audit bucket of ${settings.environment} (${connection.audit.bucket})`],
  });
}
