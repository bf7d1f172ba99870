import type { Names } from '../../settings';
import { patternsFor } from './patterns';
import type { RoleDefinition } from './role';
import type { SharedPolicy } from './shared-policy';
import { allow, useKeyThrough } from './statement';
import { trustPeople } from './trust';

/**
 * The second person: sees the state of things and the incident's journal, and writes an approval. Nothing else: an
 * approval is a look and a word, so the second factor must be fresh (15 minutes). The key of an approval holds its
 * writer's `aws:userid`, so that nobody can approve in another's name.
 */
export function recoveryApproverRole(names: Names, shared: readonly SharedPolicy[]): RoleDefinition {
  const { ownApprovals, auditObjects } = patternsFor(names);
  return {
    description: 'Recovery approver: reads the posture and writes an approval. Needs a fresh second factor',
    trust: trustPeople(names, { maxMfaAgeSeconds: 15 * 60 }),
    shared,
    statements: [
      allow('Journal', ['s3:GetObject'], auditObjects),
      allow('Approve', ['s3:PutObject'], ownApprovals),
      useKeyThrough(names, ['s3'], ['kms:Decrypt', 'kms:GenerateDataKey']),
    ],
  };
}
