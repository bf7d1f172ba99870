import { z } from 'zod';
import type { Names } from '../../../settings';
import { isoTime, type Clock } from '../../engine/clock';
import type { Entry } from '../../engine/journal/entry';
import type { Incident } from '../../engine/journal/replay';
import { Stop } from '../../engine/stop';
import { personOf, type Caller } from '../aws/caller';
import { listKeys, readText, writeTextIf, type Bucket } from '../aws/s3-objects';

const approvalSchema = z.strictObject({
  incident: z.string(),
  /** Hash of the journal's first line: what was declared, to the letter, is what was approved. */
  declaration: z.string(),
  /** ARN. */
  approver: z.string(),
  /** ISO 8601, UTC. */
  approvedAt: z.iso.datetime(),
});
export type Approval = z.infer<typeof approvalSchema>;

export interface ApproveProps {
  readonly bucket: Bucket;
  readonly names: Names;
  readonly clock: Pick<Clock, 'now'>;
  readonly caller: Caller;
  readonly incident: Incident;
  /** First line of the incident's journal. */
  readonly declaration: Entry;
}

/**
 * Writes the caller's approval of an incident, once: `approvals/<incident>/<person>.json`.
 *
 * @returns the approval; an earlier one of the same person, when there is one
 * @throws Stop APPROVED_BY_SAME_PERSON (refused) when the caller declared or ran the incident; APPROVAL_UNFIT
 */
export async function approve(props: ApproveProps): Promise<Approval> {
  const { bucket, names, clock, caller, incident, declaration } = props;
  if (ranBy(incident).has(caller.person)) throw samePerson(incident.id, caller.person);
  const key = `${folderOf(names, incident.id)}${encodeURIComponent(caller.person)}.json`;
  const approval: Approval = {
    incident: incident.id,
    declaration: declaration.hash,
    approver: caller.arn,
    approvedAt: isoTime(clock.now()),
  };
  const written = await writeTextIf(bucket, key, { text: JSON.stringify(approval), etag: undefined });
  if (written !== undefined) return approval;
  const earlier = await readApproval(bucket, key);
  if (earlier?.declaration === declaration.hash) return earlier;
  throw new Stop({
    kind: 'failed',
    code: 'APPROVAL_UNFIT',
    message: `${key} in ${bucket.bucket} approves something else than what was declared: find out who wrote it`,
    next: `aws s3api list-object-versions --bucket ${bucket.bucket} --prefix ${key}`,
  });
}

/**
 * Demands that somebody who neither declared nor ran the incident has approved exactly what was declared.
 *
 * @throws Stop APPROVAL_MISSING or APPROVED_BY_SAME_PERSON (refused)
 */
export async function requireApproval({
  bucket,
  names,
  incident,
  declaration,
}: Pick<ApproveProps, 'bucket' | 'names' | 'incident' | 'declaration'>): Promise<Approval> {
  const keys = await listKeys(bucket, folderOf(names, incident.id));
  const found = await Promise.all(keys.map((key) => readApproval(bucket, key)));
  const fitting = found.filter(
    (approval): approval is Approval =>
      approval?.incident === incident.id && approval.declaration === declaration.hash,
  );
  const runners = ranBy(incident);
  const valid = fitting.find(({ approver }) => !runners.has(personOf(approver)));
  if (valid !== undefined) return valid;
  const [own] = fitting;
  if (own !== undefined) throw samePerson(incident.id, personOf(own.approver));
  throw new Stop({
    kind: 'refused',
    code: 'APPROVAL_MISSING',
    message: `${incident.id} needs the approval of a second person, who runs \`npx recover approve ${incident.id}\` with their own credentials; then go on with \`npx recover resume ${incident.id}\``,
    next: `npx recover approve ${incident.id}`,
  });
}

/** Everybody who had a hand in it, by name. */
function ranBy({ declaredBy, operators }: Incident): Set<string> {
  return new Set([declaredBy, ...operators].map(personOf));
}

function folderOf(names: Names, incident: string): string {
  return `${names.approvalPrefix}${incident}/`;
}

async function readApproval(bucket: Bucket, key: string): Promise<Approval | undefined> {
  const found = await readText(bucket, key);
  if (found === undefined) return undefined;
  try {
    return approvalSchema.parse(JSON.parse(found.text));
  } catch {
    // Whatever it is, it approves nothing.
    return undefined;
  }
}

function samePerson(incident: string, person: string): Stop {
  return new Stop({
    kind: 'refused',
    code: 'APPROVED_BY_SAME_PERSON',
    message: `${person} has declared or run ${incident} and cannot approve it: another person has to`,
    next: `npx recover approve ${incident}`,
  });
}
