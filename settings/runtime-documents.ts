import { z } from 'zod';
import { ORIGINAL_TABLE } from './naming';

/**
 * The documents that the service reads from AppConfig. One zod schema gives the TypeScript type, the check in the
 * tools and the JSON Schema validator in AppConfig (draft 4: the only draft its inline validators take).
 */
export const pointerDocument = z.strictObject({
  schemaVersion: z.literal(1),
  /** The live table. */
  tableName: z
    .string()
    .regex(new RegExp(`^${ORIGINAL_TABLE}(-restored-[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9]+)?)?$`)),
  /** Raised by each repoint: a worker that holds a lower epoch must not write. */
  epoch: z.number().int().min(1),
  /** The service refuses writes politely while this is false; the table's policy refuses them for certain. */
  writesEnabled: z.boolean(),
  /** The incident that made this version, so that a retry finds its own work. */
  incidentId: z.union([z.string().min(1).max(100), z.null()]),
  /** ISO 8601, UTC. */
  updatedAt: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/),
});
export type PointerDocument = z.infer<typeof pointerDocument>;

export const featuresDocument = z.strictObject({
  schemaVersion: z.literal(1),
  flags: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/), z.boolean()),
});
export type FeaturesDocument = z.infer<typeof featuresDocument>;

/** The JSON Schema (draft 4) of a document, as AppConfig takes it in a validator: at most 32,768 characters. */
export function validatorOf(document: z.ZodType): string {
  return JSON.stringify(z.toJSONSchema(document, { target: 'draft-4', override: keepKeyPattern }));
}

/** Draft 4 has no `propertyNames`, so that zod leaves the pattern of a record's keys out. */
function keepKeyPattern({
  zodSchema,
  jsonSchema,
}: {
  readonly zodSchema: unknown;
  readonly jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  if (!(zodSchema instanceof z.ZodRecord)) return;
  const { pattern } = z.toJSONSchema(zodSchema.keyType as z.ZodType);
  if (pattern === undefined) return;
  jsonSchema.patternProperties = {
    [pattern]: jsonSchema.additionalProperties as z.core.JSONSchema.JSONSchema,
  };
  jsonSchema.additionalProperties = false;
}
