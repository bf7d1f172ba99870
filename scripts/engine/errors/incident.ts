import { entry, got, versionsOf } from './entry';
import { AUDIT, INCIDENT, LATER, RECOVERY, SECOND } from './examples';

/** Errors of declaring, approving and going on with an incident. */
export const INCIDENT_ERRORS = {
  INCIDENT_UNKNOWN: entry<{ readonly incident: string; readonly looked: readonly string[] }>({
    kind: 'precondition',
    means: 'No incident of this id was declared in this environment.',
    examples: [{ incident: INCIDENT, looked: ['/home/alice/incidents', `the audit bucket ${AUDIT}`] }],
    message: ({ incident, looked }) =>
      `${incident} has no journal in this environment. Looked in: ${looked.join(', ')}.`,
    next: () => 'npx recover status',
  }),
  INCIDENT_ABORTED: entry({
    kind: 'refused',
    means: 'The incident was aborted and cannot go on.',
    examples: [{ incident: INCIDENT, at: LATER }],
    message: ({ incident, at }) =>
      `${incident} was aborted at ${at} and cannot go on. Declare a new incident.`,
    next: () => 'npx recover status',
  }),
  INCIDENT_COMPLETED: entry({
    kind: 'refused',
    means: 'The incident is completed, so that nothing is left to abort.',
    examples: [{ incident: INCIDENT, at: LATER }],
    message: ({ incident, at }) =>
      `${incident} was completed at ${at}. Only a running incident can be aborted.`,
    next: ({ incident }) => `npx recover report ${incident}`,
  }),
  INCIDENT_ID_INVALID: entry({
    kind: 'usage',
    means: 'The argument is not the id of an incident.',
    examples: [{ text: 'INC-1' }],
    message: ({ text }) =>
      `${got(text)} is not the id of an incident. Ids look like INC-20260301-041500-9f3a.`,
    next: () => 'npx recover status',
  }),
  RUNBOOK_UNKNOWN: entry<{ readonly runbook: string; readonly known: readonly string[] }>({
    kind: 'precondition',
    means:
      'Another version of the tool declared the incident, with a runbook that this version does not have.',
    examples: [{ runbook: 'region-swap', known: ['data-corruption', 'regional-outage'] }],
    message: ({ runbook, known }) =>
      `This version of the tool has no runbook ${got(runbook)}. It has: ${known.join(', ')}. Use the version that declared the incident.`,
    next: () => 'git log --oneline -10 -- scripts/runbooks',
  }),
  APPROVAL_MISSING: entry({
    kind: 'refused',
    means: 'The incident needs the approval of a second person.',
    examples: [{ incident: INCIDENT }],
    message: ({ incident }) =>
      `${incident} needs the approval of a second person. That person runs \`npx recover approve ${incident}\` with their own credentials. Then go on with the command below.`,
    next: ({ incident }) => `npx recover resume ${incident}`,
  }),
  APPROVED_BY_SAME_PERSON: entry({
    kind: 'refused',
    means: 'The approver has declared or run the incident, or the operator has approved it.',
    examples: [
      { incident: INCIDENT, person: 'alice', approved: false },
      { incident: INCIDENT, person: 'bob', approved: true },
    ],
    message: ({ incident, person, approved }) =>
      approved
        ? `${person} has approved ${incident} and now runs it: that approval does not count. A third person has to approve it, or somebody else has to run it.`
        : `${person} has declared or run ${incident} and cannot approve it. Another person runs \`npx recover approve ${incident}\` with their own credentials.`,
    next: () => 'npx recover status',
  }),
  APPROVAL_DOES_NOT_COVER: entry<{
    readonly incident: string;
    readonly person: string;
    /** Why, one clause each. */
    readonly because: readonly string[];
  }>({
    kind: 'refused',
    means: 'The approval does not cover what the run is about to do: a wider window needs a new one.',
    examples: [
      {
        incident: INCIDENT,
        person: 'bob',
        because: [
          `it accepts the data-loss window ${SECOND}/${SECOND}, and the run needs ${SECOND}/${LATER}`,
        ],
      },
    ],
    message: ({ incident, person, because }) =>
      `The approval of ${person} does not cover what ${incident} is about to do: ${because.join('; ')}. The second person runs the command below with their own credentials. Then the operator runs \`npx recover resume ${incident}\`.`,
    next: ({ incident }) => `npx recover approve ${incident}`,
  }),
  APPROVER_NOT_IN_ROLE: entry({
    kind: 'refused',
    means: 'Only a session of the approver role can approve: its name is the person.',
    examples: [{ incident: INCIDENT, arn: 'arn:aws:iam::123456789012:user/bob' }],
    message: ({ incident, arn }) =>
      `${arn} is not a session of a role, and its name does not say which person approves ${incident}. Sign in to the approver role, under your own name.`,
    next: () => 'npx recover doctor --only access',
  }),
  APPROVAL_UNFIT: entry({
    kind: 'failed',
    means: 'The stored approval is not what its key says.',
    examples: [
      {
        key: `approvals/${INCIDENT}/AROAEXAMPLE:bob/${'a'.repeat(64)}.json`,
        bucket: AUDIT,
        incident: INCIDENT,
      },
    ],
    message: ({ key, bucket, incident }) =>
      `${key} in ${bucket} does not hold an approval of ${incident}. Find out who wrote it.`,
    next: versionsOf,
  }),
  ACKNOWLEDGEMENT_MALFORMED: entry({
    kind: 'usage',
    means: 'The data-loss window that was accepted is not two times.',
    page: 'docs/runbooks/data-corruption.md',
    examples: [{ text: 'yesterday/today' }],
    message: ({ text }) =>
      `--accept-data-loss ${got(text)} is not a data-loss window. Give two times in UTC, the earlier one first, for example 2026-03-01T04:15:00Z/2026-03-01T05:00:00Z.`,
    next: () => 'npx recover run data-corruption --help',
  }),
  DATA_LOSS_NOT_ACCEPTED: entry<{
    /** A clause that says why the window is what it is. */
    readonly because?: string | undefined;
    readonly from: string;
    readonly to: string;
    /** What may make it shorter. */
    readonly unless?: string | undefined;
    /** `<from>/<to>`. */
    readonly accepted?: string | undefined;
    /** A sentence that says what does not happen before. */
    readonly until: string;
    readonly next: string;
  }>({
    kind: 'refused',
    means: 'Nobody has accepted the data-loss window of this recovery.',
    page: 'docs/runbooks/data-corruption.md',
    examples: [
      {
        from: SECOND,
        to: LATER,
        unless: 'writes are halted earlier',
        until: 'Accept the window, or choose another restore point.',
        next: `npx recover run data-corruption --restore-to ${SECOND} --accept-data-loss ${SECOND}/${LATER}`,
      },
      {
        because: `writes were halted at ${LATER}`,
        from: SECOND,
        to: LATER,
        accepted: `${SECOND}/2026-03-01T04:45:00Z`,
        until: 'Writes stay halted until it is accepted.',
        next: `npx recover resume ${INCIDENT} --accept-data-loss ${SECOND}/${LATER}`,
      },
    ],
    message: ({ because, from, to, unless, accepted, until }) => {
      const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
      const lost = `everything written from ${from} to ${to} (${seconds} s) will be lost`;
      const less = unless === undefined ? '' : `, less when ${unless}`;
      const why = because === undefined ? lost : `${because}, so that ${lost}`;
      return `${upper(why)}${less}. Accepted was ${accepted ?? 'nothing'}. ${until}`;
    },
    next: ({ next }) => next,
  }),
  OTHER_REGION: entry<
    { readonly recoveryRegion: string } & (
      | { readonly incident: string; readonly declaredFor: string }
      | { readonly to: string; readonly next: string }
    )
  >({
    kind: 'usage',
    means: 'The settings name another recovery region than the command or the incident.',
    page: 'docs/runbooks/regional-outage.md',
    examples: [
      { incident: INCIDENT, declaredFor: 'eu-west-1', recoveryRegion: RECOVERY },
      {
        to: 'eu-west-1',
        recoveryRegion: RECOVERY,
        next: 'RECOVERY_REGION=eu-west-1 npx recover preflight regional-outage --to-region eu-west-1',
      },
    ],
    message: (parameters) =>
      'incident' in parameters
        ? `${parameters.incident} was declared for ${parameters.declaredFor}, and the recovery region is ${parameters.recoveryRegion} now.`
        : `The recovery region is ${parameters.recoveryRegion}, not ${parameters.to}. Another region takes the service when RECOVERY_REGION names it and it has a foundation. The command below says what it lacks.`,
    next: (parameters) =>
      'incident' in parameters
        ? `RECOVERY_REGION=${parameters.declaredFor} npx recover resume ${parameters.incident}`
        : parameters.next,
  }),
  CLOCK_REFUSED: entry({
    kind: 'usage',
    means: 'SYNCWELL_CLOCK is set where no rehearsal runs, or cannot be read.',
    examples: [{ why: 'is not JSON' }],
    message: ({ why }) => `SYNCWELL_CLOCK ${why}. Only a rehearsal on the local cloud may set it.`,
    next: () => 'unset SYNCWELL_CLOCK',
  }),
};

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
