import { entry, goOn } from './entry';
import { INCIDENT, TABLE } from './examples';

const REWIND = 'docs/runbooks/rewind.md';

const incomplete = (means: string, message: (left: number) => string, page: string) =>
  entry({
    kind: 'verification',
    means,
    page,
    examples: [{ left: 3, incident: INCIDENT }],
    message: ({ left }) => message(left),
    next: ({ incident }) => goOn(incident),
  });

/** Errors of repairing the live table: rewind and salvage. */
export const REPAIR = {
  LOG_UNREACHABLE: entry({
    kind: 'precondition',
    means: 'The change log does not reach back far enough.',
    page: REWIND,
    examples: [
      {
        what: 'the writes since the restore point',
        why: `the stream of ${TABLE} keeps 24 hours`,
        next: 'npx recover status',
      },
    ],
    message: ({ what, why }) => `The tool cannot read ${what}: ${why}.`,
    next: ({ next }) => next,
  }),
  TOO_MANY_CHANGES: entry({
    kind: 'precondition',
    means: 'More items changed since the restore point than the tool can hold at once.',
    page: REWIND,
    examples: [{ most: 2_000_000 }],
    message: ({ most }) =>
      `More than ${most} items changed since the restore point. The tool holds the histories of at most ${most} items. Restore the table instead of rewinding it.`,
    next: () => 'npx recover run data-corruption --strategy restore',
  }),
  DECISIONS_INVALID: entry<{ readonly why: string; readonly allowed: readonly string[] }>({
    kind: 'usage',
    means: 'The review file with the decisions cannot be used.',
    page: 'docs/runbooks/salvage.md',
    examples: [{ why: 'it is not JSON', allowed: ['keep', 'clean'] }],
    message: ({ why, allowed }) =>
      `The decisions cannot be used: ${why}. Give a review file whose entries have a decision: ${allowed.join(', ')} or null.`,
    next: () => 'npx recover salvage --help',
  }),
  SALVAGE_INCOMPLETE: incomplete(
    'Items that the salvage was to bring back are still missing.',
    (left) => `${left} items are not yet what the salvage was to make of them. Allowed is 0.`,
    'docs/runbooks/salvage.md',
  ),
  REWIND_INCOMPLETE: incomplete(
    'Corrupted items are left that can be rewound.',
    (left) =>
      `${left} corrupted items are left that can be rewound: somebody wrote them meanwhile. Allowed is 0.`,
    REWIND,
  ),
  UNDO_INCOMPLETE: incomplete(
    'Items are still as the rewind left them.',
    (left) => `${left} items were still as the rewind had left them. Allowed is 0.`,
    'docs/runbooks/undo-rewind.md',
  ),
};
