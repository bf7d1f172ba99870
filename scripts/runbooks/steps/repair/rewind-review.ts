import { z } from 'zod';
import { recallDocument } from '../../../recovery/incident/documents';
import { auditBucketOf } from '../../../recovery/incident/s3-mirror';
import { keyText, type ItemKey } from '../../../recovery/items/item';
import type { RecoveryContext } from '../../world';

/** Document of the incident: the items that a rewind left alone, for a person to decide about. */
export const REWIND_REVIEW = 'rewind-review.json';

const reviewSchema = z.object({
  entries: z.array(z.object({ key: z.object({ PK: z.string(), SK: z.string() }) })),
});

/** Whether what is wrong with an item waits for a person already. */
export type IsListed = (problem: { readonly key: ItemKey; readonly kind: string }) => boolean;

/** Reads which items the rewind of this incident left for a person. */
export async function listedForReview({ world, incident, clock }: RecoveryContext): Promise<IsListed> {
  const audit = { s3: world.clients.audit, bucket: auditBucketOf(world.target), clock };
  const content = await recallDocument(audit, incident, REWIND_REVIEW);
  const entries = content === undefined ? [] : reviewSchema.parse(content).entries;
  const keys = new Set(entries.map(({ key }) => keyText(key)));
  const partitions = new Set(entries.map(({ key }) => key.PK));
  // A reference is broken by either of its items, which lie in one partition.
  return ({ key, kind }) => keys.has(keyText(key)) || (kind === 'reference' && partitions.has(key.PK));
}
