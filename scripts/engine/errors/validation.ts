import { entry, got, word } from './entry';
import { RESTORED } from './examples';

const CORRUPTION = 'docs/runbooks/data-corruption.md';

/** Errors of validating a table. */
export const VALIDATION = {
  VALIDATION_FAILED: entry<{
    readonly table: string;
    /** `L4 (3 items break a rule)`, ... */
    readonly levels: readonly string[];
    /** The first keys, with what is wrong with them. */
    readonly keys: readonly string[];
    readonly total: number;
  }>({
    kind: 'verification',
    means: 'The table failed a level of validation.',
    page: CORRUPTION,
    examples: [
      {
        table: RESTORED,
        levels: ['L4 (3 bad items, allowed: 0)'],
        keys: ['USER#1 PROFILE (schema: plan is missing)'],
        total: 3,
      },
      { table: RESTORED, levels: ['L1 (the table is empty)'], keys: [], total: 0 },
    ],
    message: ({ table, levels, keys, total }) =>
      `${table} failed ${levels.join(', ')}.${keys.length === 0 ? '' : ` First of ${total} keys: ${keys.join('; ')}.`}`,
    next: ({ table }) => `npx recover validate --table ${word(table)}`,
  }),
  USER_VERIFICATION_FAILED: entry<{
    readonly table: string;
    readonly problems: readonly string[];
    readonly more: number;
  }>({
    kind: 'verification',
    means: 'A worker does not read from the restored table what a user should get.',
    page: CORRUPTION,
    examples: [
      { table: RESTORED, problems: ['USER#1: its profile is missing'], more: 2 },
      { table: RESTORED, problems: ['USER#1: its profile is missing'], more: 0 },
    ],
    message: ({ table, problems, more }) =>
      `A worker reads wrong data from ${table}: ${problems.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
    next: ({ table }) => `npx recover validate --table ${word(table)}`,
  }),
  RULES_INVALID: entry({
    kind: 'usage',
    means: 'The file of item rules cannot be used.',
    page: CORRUPTION,
    examples: [
      {
        problem: 'rules.json: entities Invalid input',
        example: 'scripts/recovery/items/rules/syncwell.json',
      },
    ],
    message: ({ problem }) => `The item rules cannot be used: ${problem}. The file below is an example.`,
    next: ({ example }) => `less ${word(example)}`,
  }),
  TIME_INVALID: entry({
    kind: 'usage',
    means: 'The second to compare with is not a time.',
    page: CORRUPTION,
    examples: [{ at: 'yesterday' }],
    message: ({ at }) =>
      `The restore point ${got(at)} is not a time. Allowed is ISO 8601 in UTC, for example 2026-01-31T12:34:56Z.`,
    next: () => 'npx recover validate --help',
  }),
};
