import type { Family } from './types';

export interface HazardDefinition {
  readonly family: Family;
  readonly title: string;
  readonly why: string;
  readonly proceed: string;
}

/**
 * Every hazard. The ids are stable: acknowledgements name them, and docs/plan-review.md, which is made from this list.
 * An id that is no longer raised is never given to another hazard.
 */
export const HAZARDS = {
  'SW-PLAN-001': {
    family: 'plan',
    title: 'Terraform could not finish the plan',
    why: 'What is shown is a part of what would happen. The rest is not known to anybody.',
    proceed: 'Mend what Terraform complains about and plan again. An incomplete plan cannot be applied.',
  },
  'SW-PLAN-002': {
    family: 'plan',
    title: 'A check of the configuration fails',
    why: 'A condition that somebody wrote down because it matters does not hold.',
    proceed: 'Make the condition true, or change the condition in a commit that says why it was wrong.',
  },
  'SW-PLAN-003': {
    family: 'plan',
    title: 'The plan does what this review does not know',
    why: 'A later Terraform may have actions that are not known here; an unknown action may destroy.',
    proceed:
      'Read `terraform show` of this plan for the resource, and teach scripts/plan-review/model/verb.ts the action.',
  },
  'SW-PLAN-004': {
    family: 'plan',
    title: 'Terraform puts changes off to a later plan',
    why: 'Applying this plan is followed by another one that nobody has reviewed.',
    proceed: 'Apply what the deferred resources wait for in a commit of its own, then review the rest.',
  },
  'SW-PLAN-005': {
    family: 'plan',
    title: 'The plan is too large for one comment',
    why: 'Not every destroyed or replaced object could be named here.',
    proceed: 'Split the change. The verdict in JSON names everything.',
  },
  'SW-STATE-001': {
    family: 'state',
    title: 'Something that holds data is destroyed',
    why: 'What it holds is lost. Backups bring back a part of it, in hours, and not under the same identity.',
    proceed:
      'If it must stay: put the block back, or take it out of Terraform by a removed block with destroy = false. If it must go: prove that nothing reads it, take a last backup, and acknowledge with the reason.',
  },
  'SW-STATE-002': {
    family: 'state',
    title: 'Something that holds data is replaced by an empty one',
    why: 'Terraform deletes it with all it holds and makes a new one, whichever comes first.',
    proceed:
      'Leave the attribute that forces it as it is. A new key schema or name needs a second table and a migration, never a replacement.',
  },
  'SW-STATE-003': {
    family: 'state',
    title: 'Terraform forgets something that holds data',
    why: 'It stays in AWS, without anybody who keeps its protections, and the next plan may want to make it anew.',
    proceed: 'Adopt it in another stack first, or acknowledge and say who looks after it from now on.',
  },
  'SW-STATE-004': {
    family: 'state',
    title: 'An encryption key is destroyed or replaced',
    why: 'Everything encrypted with it becomes unreadable for good when the waiting period ends, backups included.',
    proceed:
      'Find what still uses the key (CloudTrail, the key of every table, bucket, secret and vault) and encrypt it anew first. Within the waiting period, cancel-key-deletion takes it back.',
  },
  'SW-RECOVER-001': {
    family: 'recovery',
    title: 'Point-in-time recovery is taken away or shortened',
    why: 'Corrupted data can then be restored from daily backups only; switching it off drops the window at once.',
    proceed: 'Keep it on with 35 days. Switched off and on again, the window starts anew.',
  },
  'SW-RECOVER-002': {
    family: 'recovery',
    title: 'Deletion protection is switched off',
    why: 'One wrong call, or the next plan, then deletes it.',
    proceed:
      'Keep it on. For a planned deletion switch it off in a commit of its own, acknowledged, with an expiry date.',
  },
  'SW-RECOVER-003': {
    family: 'recovery',
    title: 'The loss of one zone is no longer survived',
    why: 'With one node, one zone or one gateway left, the loss of a zone is an outage.',
    proceed: 'Keep at least two nodes with failover and every zone in use.',
  },
  'SW-RECOVER-004': {
    family: 'recovery',
    title: 'Backups, logs or messages are kept for a shorter time',
    why: 'What is older than the new limit is deleted soon after the apply, for good.',
    proceed: 'Make sure that no incident, audit or recovery needs the time in between.',
  },
  'SW-RECOVER-005': {
    family: 'recovery',
    title: 'An encryption key is weakened',
    why: 'A key that is switched off, moved or quick to delete takes everything encrypted with it along.',
    proceed: 'Keep it enabled and rotated, with 30 days of waiting, under its alias.',
  },
  'SW-RECOVER-006': {
    family: 'recovery',
    title: 'The backup plan or vault protects less',
    why: 'A backup that is not taken, not copied or not locked is missed on the day it is needed.',
    proceed:
      'Keep plan, selection, copies, lock and the tag that selects; prove a restore before taking one away.',
  },
  'SW-RECOVER-007': {
    family: 'recovery',
    title: 'Versions or Object Lock are weakened',
    why: 'An intruder or a mistake can then delete exports, journals and states.',
    proceed: 'Keep versioning and the lock in compliance mode; it is what a recovery rests on.',
  },
  'SW-RECOVER-008': {
    family: 'recovery',
    title: 'An alarm is taken away or tells nobody',
    why: 'The next incident begins unseen; the time until somebody notices counts into the recovery time.',
    proceed: 'Keep it, or name the alarm that replaces it.',
  },
  'SW-RECOVER-009': {
    family: 'recovery',
    title: 'The stream of changes is switched off or shows less',
    why: 'Changes since the last export cannot be replayed, nor wrong writes be wound back.',
    proceed: 'Keep the stream with new and old images.',
  },
  'SW-RECOVER-010': {
    family: 'recovery',
    title: 'Content is deleted without asking',
    why: 'force_destroy and a skipped last snapshot take away the last obstacle to losing the content.',
    proceed: 'Leave it off. Empty by hand what really must go.',
  },
  'SW-RECOVER-011': {
    family: 'recovery',
    title: 'Copies into the other region end',
    why: 'The recovery region then lacks what it starts from.',
    proceed: 'Keep the replication, or show what replaces it.',
  },
  'SW-POINTER-001': {
    family: 'pointer',
    title: 'The settings are stale: another table is live',
    why: 'A recovery has moved the service to another table. Deploying these settings would move it back to the corrupted one.',
    proceed:
      'Pull the newest settings, or write the live table into them, and plan again. This is never acknowledged.',
  },
  'SW-POINTER-002': {
    family: 'pointer',
    title: 'Terraform moves the pointer to the live table',
    why: "Versions and deployments are the tool's: the provider would delete a version and deploy an older one.",
    proceed: 'Undo the change; move the pointer with `recover repoint` only.',
  },
  'SW-POINTER-003': {
    family: 'pointer',
    title: 'The rules under which the pointer is published change',
    why: 'A stricter validator, a bake or a monitor can refuse or roll back the very fix that an incident needs.',
    proceed:
      'Check that the document which is live passes the new rules, and that the strategy stays instant.',
  },
  'SW-POINTER-004': {
    family: 'pointer',
    title: 'The parameter that refuses stale deploys changes',
    why: 'Without it, settings from before a recovery are deployed without a word.',
    proceed: 'Leave its value to `recover repoint` and the parameter in place.',
  },
  'SW-POINTER-005': {
    family: 'pointer',
    title: 'The live table changes, and nothing proves that the service uses it',
    why: 'The interlock did not confirm the new table: alarms and outputs would watch another one than the live one.',
    proceed: 'Plan against the environment itself, so that the interlock compares with the live pointer.',
  },
  'SW-ACCESS-001': {
    family: 'access',
    title: 'An IAM policy allows more',
    why: 'More actions, resources or callers than before, or a refusal that ends.',
    proceed: 'Check each line against what the caller does; narrow what is not needed.',
  },
  'SW-ACCESS-002': {
    family: 'access',
    title: 'Everybody, or everything, is allowed',
    why: 'A star as caller, or every action on everything, has no bound.',
    proceed: 'Name callers, actions and resources.',
  },
  'SW-ACCESS-003': {
    family: 'access',
    title: 'The network is opened',
    why: 'Something can be reached from where it could not be reached before.',
    proceed: 'Allow a security group or a private range instead of an open one.',
  },
  'SW-ACCESS-004': {
    family: 'access',
    title: 'Encryption is taken away or weakened',
    why: 'Data at rest or on its way can then be read by others, or with a key that is not ours.',
    proceed: 'Keep the customer-managed key and TLS as they are.',
  },
  'SW-ACCESS-005': {
    family: 'access',
    title: 'The block of public access is weakened',
    why: 'One policy or ACL then makes a bucket public.',
    proceed: 'Keep all four settings on.',
  },
  'SW-ACCESS-006': {
    family: 'access',
    title: 'A policy will be known only after the apply',
    why: 'What it will allow cannot be reviewed.',
    proceed: 'Write names instead of references to what is not made yet, or apply that first.',
  },
  'SW-ACCESS-007': {
    family: 'access',
    title: 'Callers are no longer checked',
    why: 'A route without authorization answers everybody.',
    proceed: 'Keep the authorizer.',
  },
  'SW-REGION-001': {
    family: 'regions',
    title: 'Primary and recovery would differ',
    why: 'What is missing or different in the recovery region is found out in the middle of a disaster.',
    proceed: 'Make the change in the class that both stacks are made of.',
  },
  'SW-REGION-002': {
    family: 'regions',
    title: 'The failover of traffic changes',
    why: 'A switch or record that looks elsewhere fails over to the wrong region, by itself, or not at all.',
    proceed:
      'Make sure that the new recovery region has its foundation, data and copies before traffic can be sent there, and rehearse it.',
  },
  'SW-DRIFT-001': {
    family: 'drift',
    title: 'A protection was switched off outside of Terraform',
    why: "Somebody, or something, weakened it behind everybody's back.",
    proceed: 'Find out who did it (CloudTrail). Applying puts it back only where the plan changes it.',
  },
  'SW-DRIFT-002': {
    family: 'drift',
    title: 'Something that held data is gone',
    why: 'Terraform would make an empty one in its place.',
    proceed: 'Find out what happened before applying; restore it under its name, or import the restored one.',
  },
} as const satisfies Readonly<Record<string, HazardDefinition>>;

export type HazardId = keyof typeof HAZARDS;

export function definitionOf(id: HazardId): HazardDefinition {
  return HAZARDS[id];
}
