import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';

const pattern = z.string().refine(isPattern, 'must be a regular expression');

const entity = z.strictObject({
  name: z.string().regex(/^[a-z][A-Za-z]*$/),
  /** Patterns of the key; named groups are values that templates may use. An item belongs to the first that fits. */
  key: z.strictObject({ PK: pattern, SK: pattern }),
  /** Goes away on its own: by TTL, after the attribute's second. */
  expires: z.string().optional(),
  /** JSON Schema (draft-07) of all attributes but the key. */
  schema: z.record(z.string(), z.unknown()),
  /** Attributes that follow from the key: `template` with {names}, then something that matches `suffix`. */
  derived: z
    .array(z.strictObject({ attribute: z.string(), template: z.string(), suffix: pattern.optional() }))
    .default([]),
  /** What may be taken of a legitimate write that was made on top of a corrupted image. @default nothing: a person decides */
  merge: z
    .strictObject({
      /** Attributes that may be taken on their own, as long as they were not corrupted themselves. */
      attributes: z.array(z.string()).default([]),
      /** Numbers that each write raises: the difference is added to what was there before the damage. */
      counters: z.array(z.string()).default([]),
    })
    .optional(),
  /**
   * When a deletion is believed without a person: by itself; together with all that refers to the item, in one moment;
   * or together with something that it refers to. @default never
   */
  deletion: z.enum(['alone', 'with what refers to it', 'with what it refers to']).optional(),
});

const reference = z.strictObject({
  name: z.string().min(1),
  from: z.string(),
  /** Sort key, in the same partition, of the item that must be there; a template. */
  to: z.string(),
  /** Part of an attribute that must equal an attribute of the other item. */
  equal: z.strictObject({ attribute: z.string(), part: pattern, other: z.string() }).optional(),
});

const ofEntities = { name: z.string().min(1), of: z.array(z.string()).min(1) };
const atLeast = z.number().int().min(2);

/** What a change may do. `step` and `constant` are certain; the others are only suspicious: a user may really leave. */
const change = z.discriminatedUnion('kind', [
  /** A number that every write raises by so much. */
  z.strictObject({
    kind: z.literal('step'),
    ...ofEntities,
    attribute: z.string(),
    by: z.number().int().positive(),
  }),
  /** An attribute that stays as it was made. */
  z.strictObject({ kind: z.literal('constant'), ...ofEntities, attribute: z.string() }),
  /** So many items that share a named group of their keys are not deleted within that time. */
  z.strictObject({
    kind: z.literal('bulkDelete'),
    ...ofEntities,
    group: z.string(),
    atLeast,
    withinSeconds: z.number().int().positive(),
  }),
  /** Events of a minute: at least so many, and so many times the usual of that table, are too many. */
  z.strictObject({
    kind: z.literal('rate'),
    ...ofEntities,
    event: z.enum(['INSERT', 'MODIFY', 'REMOVE', 'any']),
    times: z.number().min(2),
    atLeast,
  }),
]);

const rulesFile = z
  .strictObject({
    version: z.literal(1),
    /** Shared by the schemas, as `#/definitions/...`. */
    definitions: z.record(z.string(), z.unknown()).default({}),
    entities: z.array(entity).min(1),
    references: z.array(reference).default([]),
    changes: z.array(change).default([]),
  })
  .superRefine(({ entities, references, changes }, context) => {
    const known = new Set(entities.map(({ name }) => name));
    if (known.size < entities.length) context.addIssue('names of entities must be different');
    for (const { name, from } of references) {
      if (!known.has(from))
        context.addIssue(
          `reference ${JSON.stringify(name)} is from ${from}: allowed are ${[...known].join(', ')}`,
        );
    }
    for (const { name, of } of changes) {
      const unknown = of.filter((one) => !known.has(one));
      if (unknown.length > 0)
        context.addIssue(
          `change ${JSON.stringify(name)} is of ${unknown.join(', ')}: allowed are ${[...known].join(', ')}`,
        );
    }
  });

/** What the items of a table must be like. */
export type Rules = z.infer<typeof rulesFile>;
export type EntityRules = Rules['entities'][number];
export type ReferenceRules = Rules['references'][number];
export type ChangeRule = Rules['changes'][number];

const SYNCWELL = join(__dirname, 'syncwell.json');

/**
 * Reads rules from a file. @param file @default the rules of `SyncWellMetadata`
 * @throws Stop RULES_INVALID naming the file, the place in it and the reason
 */
export function loadRules(file: string = SYNCWELL): Rules {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw invalidRules(`${file} cannot be read as JSON: ${(error as Error).message}`);
  }
  const result = rulesFile.safeParse(content);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'} ${message}`);
  throw invalidRules(`${file}: ${issues.join('; ')}`);
}

/** The error for rules that cannot be used. */
export function invalidRules(message: string): Stop {
  return stop('RULES_INVALID', { problem: message, example: SYNCWELL });
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}
