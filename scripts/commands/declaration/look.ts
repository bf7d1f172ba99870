/* eslint-disable @typescript-eslint/no-require-imports -- the words of an option are asked for when its command is used */
import {
  choice,
  command,
  needed,
  someArguments,
  unless,
  usualChoice,
  value,
  whether,
  wordArgument,
} from './builders';
import { incident, json, noRegion, operator, servingRegion, table } from './options';
import { EVACUATE, sourceOption, TO_REGION } from './outage-options';

const MOST = { from: 1, to: 10_000_000_000 };

export const status = command({
  id: 'status',
  group: 'See how the service stands',
  summary: 'which table is live, whether writes go on, how far back a restore could go',
  details: `
Changes nothing. Says for each source what would be lost if the region were gone now, also while it is gone: copies in
the other region are read there. Names every emergency state with the command that ends it. The exit status is 0 even
then: status answers a question. Programs read "warnings" of --json.`,
  options: [...operator, ...servingRegion],
  examples: ['status', 'status --env production --json'],
});

export const signIn = command({
  id: 'sign-in',
  group: 'Other',
  summary: 'take the role of operator or approver, with a second factor, for as long as AWS allows',
  details: `
There are two ways to become the operator. Both give a session of up to 12 hours, and both need a second factor.
  IAM user         this command takes the role with the code of your device, under your own name, and writes the session
                   into a profile of the shared credentials file. Other profiles stay as they are.
  Identity Center  a permission set carries the operator's policies itself: run aws sso login. This command refuses a
                   session of a role, because AWS ends chained sessions after one hour.
When a session ends, a run stops and the journal says where. Sign in again, then resume. A restore uses the rights of
its caller to its end: sign in before you start one that outlasts your session.`,
  options: [
    ...operator,
    usualChoice('operator', 'as', '<role>', 'operator or approver', () => ['operator', 'approver'] as const),
    value(
      'mfa-code',
      '<digits>',
      'text',
      'the six digits that your device shows now; without it, a terminal is asked',
    ),
    value('mfa-serial', '<arn>', 'text', 'ARN of the device (default: the one that bears your user name)'),
    value(
      'source-profile',
      '<name>',
      'text',
      'profile with your own access key (default: as the AWS CLI finds it)',
    ),
    value(
      'region',
      '<region>',
      'region',
      'region whose STS is asked (default: the one with the audit bucket)',
    ),
  ],
  examples: [
    'sign-in',
    'sign-in --mfa-code 123456',
    'sign-in --as approver --mfa-code 123456 --source-profile alice',
  ],
});

export const doctor = command({
  id: 'doctor',
  group: 'See how the service stands',
  summary: 'check everything that a recovery will need',
  details: `
Checks everything that a recovery needs, in both regions, and changes nothing: for any day, for CI and on a schedule.
Every check has a severity (critical: a recovery would fail or lose data; major: it would be slower or miss an
objective; minor) and the command that mends it. A check that cannot be answered is "unknown", never "ok". A check that
AWS denies to a caller who is not the operator is "operator-only". docs/doctor.md lists the checks.`,
  options: [
    ...operator,
    ...noRegion,
    choice(
      'only',
      '<area>',
      'one area',
      () => (require('../../recovery/readiness') as typeof import('../../recovery/readiness')).AREAS,
    ),
  ],
  examples: ['doctor', 'doctor --only backups', 'doctor --env production --json'],
  exits: '0 when no critical check failed or is unknown, 4 otherwise. Programs read "findings" of --json.',
});

export const estimate = command({
  id: 'estimate',
  group: 'See how the service stands',
  summary: 'predict how long a recovery takes, and whether the objectives are met',
  details: `
Predicts how long the steps of data-corruption, regional-outage and failback take, and recreating the secrets in the
recovery region: low, likely and high, with the assumption behind every figure. Sizes are those of the live table and
the vault. With --users or --items nothing is asked of AWS. Changes nothing. docs/capacity.md has the arithmetic for a
million users.`,
  options: [
    ...operator,
    ...servingRegion,
    choice(
      'runbook',
      '<name>',
      'this one alone',
      () => ['data-corruption', 'regional-outage', 'failback', 'secrets-elsewhere'] as const,
    ),
    value('users', '<number>', 'wholeNumber', 'estimate for so many users, without asking AWS', MOST),
    value('items', '<number>', 'wholeNumber', 'so many items of the table, without asking AWS', MOST),
    value('secrets', '<number>', 'wholeNumber', 'so many secrets', { ...MOST, from: 0 }),
    value(
      'quota',
      '<number>',
      'wholeNumber',
      "secrets that the recovery region may hold, when it is not AWS's default",
      MOST,
    ),
  ],
  examples: [
    'estimate',
    'estimate --users 1000000',
    'estimate --users 1000000 --secrets 400000 --quota 1000000 --json',
  ],
  exits:
    '4 when an objective of the settings is likely to be missed or a limit of AWS is too low. The output names what helps.',
});

const PREFLIGHT_EXITS = '4 when a check fails. A warning does not count.';
const withoutPlan = unless('plan', 'do not look at what a deploy of the stack would do');

export const preflightDataCorruption = command({
  id: 'preflight data-corruption',
  group: 'See how the service stands',
  summary: 'check whether run data-corruption would go through',
  details: '\nChecks everything that would stop the run, and changes nothing.',
  options: [
    ...operator,
    ...servingRegion,
    value(
      'restore-to',
      '<time>',
      'restoreTime',
      'the second to go back to, in UTC, such as 2026-03-01T04:15:00Z',
    ),
    table('the damaged table, when it is not the live one'),
  ],
  examples: [
    'preflight data-corruption',
    'preflight data-corruption --restore-to 2026-03-01T04:15:00Z --json',
  ],
  exits: PREFLIGHT_EXITS,
});

export const preflightRegionalOutage = command({
  id: 'preflight regional-outage',
  group: 'See how the service stands',
  summary: 'check whether run regional-outage would go through',
  details: `
Checks the recovery region alone: quotas, key, images, buckets and domain name there, the sources of the table and how
old each is, the whole vault of the secrets, the traffic switch, and what a deploy of the stack would do. Never calls the
primary region, unless --evacuate is given. Changes nothing.`,
  options: [
    ...operator,
    ...noRegion,
    needed('to-region', '<region>', 'text', TO_REGION, { old: ['to'] }),
    sourceOption,
    whether('evacuate', EVACUATE),
    withoutPlan,
  ],
  examples: [
    'preflight regional-outage --to-region us-west-2',
    'preflight regional-outage --to-region us-west-2 --no-plan --json',
  ],
  exits: PREFLIGHT_EXITS,
});

export const preflightFailback = command({
  id: 'preflight failback',
  group: 'See how the service stands',
  summary: 'check whether run failback would go through',
  details:
    '\nChecks both regions: what the primary one needs to take the service, and what moves out of the recovery one. Changes\nnothing.',
  options: [...operator, ...noRegion, withoutPlan],
  examples: ['preflight failback', 'preflight failback --no-plan --json'],
  exits: PREFLIGHT_EXITS,
});

export const report = command({
  id: 'report',
  group: 'See how the service stands',
  summary: 'write the timeline and the post-mortem of an incident, from its journal',
  details: `
Reads the journal of the incident and writes report.md, report.html and report.json beside it. Changes nothing else.
While the incident is open, the tool reads the journal in the audit bucket too: another machine may have gone on.`,
  arguments: [incident],
  options: [
    ...operator,
    ...noRegion,
    value('out', '<folder>', 'text', 'where to write (default: the folder of the incident)'),
    usualChoice(
      'all',
      'format',
      '<format>',
      'what to write',
      () =>
        [
          ...(require('../../report/write-report') as typeof import('../../report/write-report'))
            .REPORT_FORMATS,
          'all',
        ] as const,
    ),
  ],
  examples: [
    'report INC-20260301-041500-9f3a',
    'report INC-20260301-041500-9f3a --format html --out /tmp/report',
  ],
});

export const planReview = command({
  id: 'plan-review',
  group: 'Other',
  summary: "review Terraform plans: a pull request's comment, and a verdict",
  details: `
Reads plans and changes nothing. A plan is named after its stack: plans/drill-primary.json is drill-primary. Sensitive
values are masked. docs/plan-review.md says what each hazard means, and how one is acknowledged.`,
  arguments: [someArguments('plan.json', 'text', 'what terraform show -json wrote, of any number of stacks')],
  options: [
    value('out', '<file>', 'text', 'write the comment there instead of to standard output'),
    json,
    value('commit', '<sha>', 'commit', 'the commit that was planned, for the comment'),
    value(
      'acknowledgements',
      '<file>',
      'text',
      'the reviewed file of acknowledgements (default: plan-review/acknowledged.json)',
    ),
    value(
      'expect-digest',
      '<digest>',
      'digest',
      'refuse plans that do something else than the reviewed ones',
    ),
  ],
  examples: [
    'plan-review plans/drill-primary.json plans/drill-recovery.json --out comment.md',
    'plan-review plans/drill-primary.json --json --expect-digest sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
  ],
  exits:
    '0 no hazard, or every one acknowledged. 3 a hazard that is not, or a plan that is not the expected one. 2 a file that is\nno plan, or wrong usage.',
});

export const completion = command({
  id: 'completion',
  group: 'Other',
  summary: 'print a script that completes commands and options in your shell',
  details:
    '\nFor bash: add  source <(npx --no recover completion bash)  to ~/.bashrc. For zsh: the same with zsh, in ~/.zshrc.',
  arguments: [wordArgument('shell', 'bash or zsh', () => ['bash', 'zsh'] as const)],
  options: [],
  examples: ['completion bash', 'completion zsh'],
});
