import { entry, goOn, got } from './entry';
import { INCIDENT, PRIMARY, RECOVERY, RESTORED, SECOND } from './examples';

const OUTAGE = 'docs/runbooks/regional-outage.md';

/** Errors of the command line: how a command was called, and what a person has to decide first. */
export const COMMANDS = {
  USAGE: entry<{ readonly message: string; readonly next?: string | undefined }>({
    kind: 'usage',
    means: 'An argument or an option cannot be used.',
    examples: [
      { message: '--port "x" is not a port. Use 0 to 65535.', next: 'npx recover local-cloud start --help' },
      { message: "unknown command 'recvoer'" },
    ],
    message: ({ message }) => message,
    next: ({ next }) => next ?? 'npx recover --help',
  }),
  PARAMETER_INVALID: entry<{ readonly problems: readonly string[]; readonly next?: string | undefined }>({
    kind: 'usage',
    means: 'A parameter of the runbook has a value that is not allowed.',
    examples: [{ problems: ['restoreTo: Invalid input: expected string, received number'] }],
    message: ({ problems }) => problems.join('\n'),
    next: ({ next }) => next ?? 'npx recover run --help',
  }),
  SETTINGS_INVALID: entry<{ readonly problems: readonly string[]; readonly next: string }>({
    kind: 'usage',
    means: 'A file of settings, SYNCWELL_ENV or RECOVERY_REGION has a value that is not allowed.',
    examples: [
      {
        problems: ['settings/drill.json: accountId: got 1; allowed is a string of 12 digits'],
        next: 'git diff HEAD -- settings',
      },
    ],
    message: ({ problems }) => problems.join('\n'),
    next: ({ next }) => next,
  }),
  INTERRUPTED: entry<{ readonly incident?: string | undefined }>({
    kind: 'interrupted',
    means: 'Somebody stopped the command, with Ctrl-C or a signal.',
    examples: [{ incident: INCIDENT }, {}],
    message: () => 'Stopped on request.',
    next: ({ incident }) => goOn(incident),
  }),
  FAILED: entry<{ readonly error: string; readonly incident?: string | undefined }>({
    kind: 'failed',
    means: 'The tool met an error that it does not know.',
    examples: [
      { error: 'TypeError: x is not a function', incident: INCIDENT },
      { error: 'ValidationException: 1 validation error detected' },
    ],
    message: ({ error }) => `Bug: the tool does not know this error.\n${error}`,
    next: ({ incident }) => goOn(incident),
  }),
  STRATEGY_NOT_CHOSEN: entry({
    kind: 'refused',
    means: 'Somebody has to choose between rewind and restore.',
    page: 'docs/runbooks/data-corruption.md',
    examples: [
      {
        proposed: 'rewind',
        because: 'few items are corrupted',
        other: 'npx recover run data-corruption --strategy restore',
        next: 'npx recover run data-corruption --strategy rewind',
      },
    ],
    message: ({ proposed, because, other }) =>
      `Choose rewind or restore. The tool proposes ${proposed}: ${because}. The other one: ${other}`,
    next: ({ next }) => next,
  }),
  RESTORE_POINT_UNKNOWN: entry<{
    readonly verdict: string;
    readonly why: readonly string[];
    readonly advice: string;
    readonly next: string;
  }>({
    kind: 'precondition',
    means: 'The tool found no second before the damage.',
    page: 'docs/runbooks/data-corruption.md',
    examples: [
      {
        verdict: 'nothing found',
        why: ['no write in the change log breaks a rule'],
        advice: 'Give the second by --restore-to once somebody knows it.',
        next: 'npx recover find-restore-point',
      },
    ],
    message: ({ verdict, why, advice }) =>
      `The tool found no restore point (${verdict}): ${why.join('; ')}. ${advice}`,
    next: ({ next }) => next,
  }),
  RESTORE_POINT_UNSURE: entry<{
    readonly restorePoint: string;
    readonly sureness: string;
    readonly why: readonly string[];
    readonly next: string;
  }>({
    kind: 'refused',
    means: 'The tool found a restore point, but it is not sure of it.',
    page: 'docs/runbooks/data-corruption.md',
    examples: [
      {
        restorePoint: SECOND,
        sureness: 'medium',
        why: ['the change log begins after the first bad write'],
        next: `npx recover resume ${INCIDENT} --accept-data-loss ${SECOND}/2026-03-01T05:00:00Z`,
      },
    ],
    message: ({ restorePoint, sureness, why }) =>
      `The tool found the restore point ${restorePoint}, but its sureness is only ${sureness}: ${why.join('; ')}. To go on with it, accept the data-loss window from that second on. To take another one, abort and run again with --restore-to.`,
    next: ({ next }) => next,
  }),
  CONSENT_MISSING: entry({
    kind: 'refused',
    means: 'A command that writes items needs somebody to agree, and nobody can be asked.',
    page: 'docs/commands.md',
    examples: [
      {
        what: `write the images from before ${SECOND} back into the live table`,
        next: `npx recover rewind --since ${SECOND} --yes`,
      },
    ],
    message: ({ what }) =>
      `This command is about to ${what}, and nobody can be asked here. See what it would do by --dry-run, or agree by --yes.`,
    next: ({ next }) => next,
  }),
  BELONGS_TO_RECOVERY: entry({
    kind: 'refused',
    means: 'A running incident has moved the pointer: it has to go on or be aborted first.',
    page: 'docs/runbooks/halt-writes.md',
    examples: [{ incident: INCIDENT, runbook: 'data-corruption' }],
    message: ({ incident, runbook }) =>
      `${incident} (${runbook}) is running and has moved the pointer. Go on with it, or take it back with \`npx recover abort ${incident}\`.`,
    next: ({ incident }) => `npx recover resume ${incident}`,
  }),
  MOVED_SINCE: entry<{
    readonly incident: string;
    readonly runbook: string;
    readonly mover: string | null | undefined;
  }>({
    kind: 'refused',
    means: 'The pointer was moved after the incident that is to be taken back.',
    page: 'docs/runbooks/repoint.md',
    examples: [
      { incident: INCIDENT, runbook: 'repoint', mover: 'INC-20260302-101500-77aa' },
      { incident: INCIDENT, runbook: 'halt-writes', mover: null },
    ],
    message: ({ incident, runbook, mover }) =>
      `${mover ?? 'Somebody without an incident'} moved the pointer after ${incident}. Taking ${runbook} back would undo that as well.`,
    next: () => 'npx recover status',
  }),
  NOTHING_TO_UNDO: entry<
    | { readonly runbook: string; readonly environment: string }
    | { readonly incident: string; readonly kept: string }
  >({
    kind: 'precondition',
    means: 'Nothing is left that could be taken back.',
    page: 'docs/runbooks/undo-rewind.md',
    examples: [
      { runbook: 'halt-writes', environment: 'drill' },
      { incident: INCIDENT, kept: 'rewind-plan.json' },
    ],
    message: (parameters) =>
      'incident' in parameters
        ? `${parameters.incident} has rewound nothing: the audit bucket keeps no ${parameters.kept} of it.`
        : `None of the newest incidents of ${parameters.environment} is a ${parameters.runbook} that can be taken back.`,
    next: () => 'npx recover status',
  }),
  NOTHING_RESTORED: entry({
    kind: 'precondition',
    means: 'The incident has restored no table, so that no lost write can be brought back into it.',
    page: 'docs/runbooks/salvage.md',
    examples: [{ incident: INCIDENT }],
    message: ({ incident }) =>
      `${incident} has restored no table. Only lost writes of a restored table can be brought back.`,
    next: () => 'npx recover find-restore-point',
  }),
  REGION_IS_PRIMARY: entry({
    kind: 'usage',
    means: 'The region to move to is the one that is left.',
    page: OUTAGE,
    examples: [{ to: PRIMARY, next: `npx recover run regional-outage --to-region ${RECOVERY}` }],
    message: ({ to }) => `${to} is the primary region, which the service leaves. Give another region.`,
    next: ({ next }) => next,
  }),
  REGION_UNKNOWN: entry<{ readonly to: string; readonly known: readonly string[]; readonly next: string }>({
    kind: 'usage',
    means: 'The region to move to does not exist.',
    page: OUTAGE,
    examples: [
      {
        to: 'us-west-9',
        known: [RECOVERY, 'eu-west-1'],
        next: `npx recover run regional-outage --to-region ${RECOVERY}`,
      },
    ],
    message: ({ to, known }) =>
      `${got(to)} is not a region that the tool knows. Allowed: ${known.join(', ')}.`,
    next: ({ next }) => next,
  }),
  SOURCE_REFUSED: entry({
    kind: 'usage',
    means: 'The source of the rebuilt table does not fit the procedure.',
    page: OUTAGE,
    examples: [
      {
        source: 'vault',
        evacuate: true,
        next: `npx recover run regional-outage --to-region ${RECOVERY} --evacuate`,
      },
      {
        source: 'point-in-time',
        evacuate: false,
        next: `npx recover run regional-outage --to-region ${RECOVERY} --evacuate --source point-in-time`,
      },
    ],
    message: ({ source, evacuate }) =>
      evacuate
        ? `--source ${source} is a copy, which lacks the newest writes. --evacuate restores the live table by point-in-time recovery, follows its writes and loses nothing. Leave --source out, or leave --evacuate out when the region is lost.`
        : `--source ${source} needs the region that is assumed lost. Add --evacuate while that region answers.`,
    next: ({ next }) => next,
  }),
  NOT_READY: entry<{ readonly failed: readonly string[]; readonly next: string }>({
    kind: 'precondition',
    means: 'A readiness check that the recovery needs has failed.',
    page: 'docs/doctor.md',
    examples: [
      {
        failed: [`role: recovery-operator may not use ${RESTORED}`],
        next: 'npx recover doctor',
      },
    ],
    message: ({ failed }) => `Not ready: ${failed.map((text) => text.replace(/\.$/, '')).join('; ')}.`,
    next: ({ next }) => next,
  }),
};
