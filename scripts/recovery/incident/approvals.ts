import { z } from 'zod';
import type { Names } from '../../../settings';
import { isoTime, type Clock } from '../../engine/clock';
import type { Incident } from '../../engine/journal/replay';
import { stop } from '../../engine/errors';
import { isSamePerson, personOf, personOfUserId, type Caller } from '../aws/caller';
import { listKeys, readText, writeTextIf, type Bucket } from '../aws/s3-objects';
import { digestOf, notCovered, parseShown, type Shown } from './shown';

/** The longest session: an approval older than that was given by somebody who has long looked away. */
const APPROVAL_HOURS = 12;

const approvalSchema = z.strictObject({
  shown: z.unknown().transform(parseShown),
  /** ISO 8601, UTC. */
  approvedAt: z.iso.datetime(),
});

/**
 * What a second person wrote at `approvals/<incident>/<aws:userid>/<digest>.json`. IAM lets an approver write below their
 * own `aws:userid` only (modules/access/approver.ts). So the key tells who approved; the object's content does not count.
 */
export interface Approval {
  /** `<role id>:<session name>` (IAM user guide, "IAM policy elements: Variables and tags", principal key values). */
  readonly userId: string;
  readonly person: string;
  readonly shown: Shown;
  readonly approvedAt: string;
  readonly digest: string;
}

export interface ApproveProps {
  readonly bucket: Bucket;
  readonly names: Names;
  readonly clock: Pick<Clock, 'now'>;
  readonly caller: Caller;
  readonly incident: Incident;
  readonly shown: Shown;
}

/**
 * Writes the caller's approval of what was shown, once.
 *
 * @returns the approval; an earlier one of the same person for the same, when it still counts
 * @throws Stop APPROVED_BY_SAME_PERSON, APPROVER_NOT_IN_ROLE (refused); APPROVAL_UNFIT
 */
export async function approve(props: ApproveProps): Promise<Approval> {
  const { bucket, names, clock, caller, incident, shown } = props;
  const { userId } = caller;
  const person = personOfUserId(userId);
  if (person === undefined) throw stop('APPROVER_NOT_IN_ROLE', { incident: incident.id, arn: caller.arn });
  if (handIn(incident, person)) {
    throw stop('APPROVED_BY_SAME_PERSON', { incident: incident.id, person, approved: false });
  }
  const digest = digestOf(shown);
  const key = `${folderOf(names, incident.id)}${userId}/${digest}.json`;
  const approvedAt = isoTime(clock.now());
  const text = JSON.stringify({ shown, approvedAt });
  const found = await readText(bucket, key);
  const earlier = found && readApproval(key, found.text);
  if (earlier !== undefined && refusals(earlier, { run: shown, now: clock.now() }).length === 0)
    return earlier;
  // An approval that is too old is given again: the bucket keeps both versions.
  if ((await writeTextIf(bucket, key, { text, etag: found?.etag })) !== undefined)
    return { userId, person, shown, approvedAt, digest };
  const faster = await readText(bucket, key);
  const again = faster && readApproval(key, faster.text);
  if (again !== undefined) return again;
  throw stop('APPROVAL_UNFIT', { key, bucket: bucket.bucket, incident: incident.id });
}

/**
 * Demands that somebody who neither declared nor ran the incident has approved what the run is about to do.
 *
 * @throws Stop APPROVAL_MISSING, APPROVAL_DOES_NOT_COVER or APPROVED_BY_SAME_PERSON (refused)
 */
export async function requireApproval({
  bucket,
  names,
  clock,
  incident,
  shown: run,
}: Omit<ApproveProps, 'caller'>): Promise<Approval> {
  const found = await readApprovals(bucket, folderOf(names, incident.id));
  const judged = found.map((approval) => ({
    approval,
    // What the journal holds was in time when the run used it.
    against: refusals(approval, {
      run,
      now: isRecorded(incident, approval) ? undefined : clock.now(),
    }),
  }));
  const fitting = judged.filter(({ against }) => against.length === 0).map(({ approval }) => approval);
  const valid = fitting.find(({ person }) => !handIn(incident, person));
  if (valid !== undefined) return valid;
  const [own] = fitting;
  if (own !== undefined) {
    throw stop('APPROVED_BY_SAME_PERSON', { incident: incident.id, person: own.person, approved: true });
  }
  const newest = judged.sort((a, b) => a.approval.approvedAt.localeCompare(b.approval.approvedAt)).at(-1);
  if (newest === undefined) throw stop('APPROVAL_MISSING', { incident: incident.id });
  const { approval, against } = newest;
  throw stop('APPROVAL_DOES_NOT_COVER', { incident: incident.id, person: approval.person, because: against });
}

function isRecorded({ approvals }: Incident, { digest, userId }: Approval): boolean {
  return approvals.some(({ data }) => data.digest === digest && data.userId === userId);
}

/** @param now undefined: its age does not matter */
function refusals(
  { shown, approvedAt }: Approval,
  { run, now }: { readonly run: Shown; readonly now: number | undefined },
): string[] {
  const age = now === undefined ? 0 : Math.abs(now - Date.parse(approvedAt));
  const old =
    age > APPROVAL_HOURS * 3_600_000
      ? [`it is of ${approvedAt}, and an approval counts for ${APPROVAL_HOURS} hours`]
      : [];
  return [...notCovered(shown, run), ...old];
}

/** Whether this person declared or ran it. */
function handIn({ declaredBy, operators }: Incident, person: string): boolean {
  return [declaredBy, ...operators].some((arn) => isSamePerson(personOf(arn), person));
}

function folderOf(names: Names, incident: string): string {
  return `${names.approvalPrefix}${incident}/`;
}

async function readApprovals(bucket: Bucket, folder: string): Promise<Approval[]> {
  const keys = await listKeys(bucket, folder);
  const found = await Promise.all(
    keys.map(async (key) => {
      const stored = await readText(bucket, key);
      return stored && readApproval(key, stored.text);
    }),
  );
  return found.filter((approval) => approval !== undefined);
}

/**
 * Only a key of exactly four parts: the policy's `*` matches slashes, so that a longer key could hold another person's id
 * in front of its writer's. Objects of earlier versions (`<person>.json`, in which a field named the person) are of three.
 *
 * @returns undefined: whatever it is, it approves nothing
 */
function readApproval(key: string, text: string): Approval | undefined {
  const [, , userId = '', file = '', ...rest] = key.split('/');
  const person = personOfUserId(userId);
  if (person === undefined || rest.length > 0) return undefined;
  try {
    const { shown, approvedAt } = approvalSchema.parse(JSON.parse(text));
    const digest = digestOf(shown);
    return file === `${digest}.json` ? { userId, person, shown, approvedAt, digest } : undefined;
  } catch {
    return undefined;
  }
}
