import { z } from 'zod';
import type { Names } from '../../../settings';
import { isoTime, type Clock } from '../../engine/clock';
import type { Entry } from '../../engine/journal/entry';
import type { Incident } from '../../engine/journal/replay';
import { stop } from '../../engine/errors';
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
  if (ranBy(incident).has(caller.person)) {
    throw stop('APPROVED_BY_SAME_PERSON', { incident: incident.id, person: caller.person, approved: false });
  }
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
  throw stop('APPROVAL_UNFIT', { key, bucket: bucket.bucket, incident: incident.id });
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
  if (own !== undefined) {
    const person = personOf(own.approver);
    throw stop('APPROVED_BY_SAME_PERSON', { incident: incident.id, person, approved: true });
  }
  throw stop('APPROVAL_MISSING', { incident: incident.id });
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
