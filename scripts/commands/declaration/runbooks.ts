/* eslint-disable @typescript-eslint/no-require-imports -- the words of an option are asked for when its command is used */
import { choice, command, either, needed, unless, value, whether } from './builders';
import {
  acceptDataLoss,
  dryRun,
  incident,
  noQuestions,
  noRegion,
  operator,
  servingRegion,
  STEPS,
  stopWorkers,
  table,
  target,
  usersToVerify,
  yes,
} from './options';
import { EVACUATE, sourceOption, TO_REGION } from './outage-options';

export const runDataCorruption = command({
  id: 'run data-corruption',
  group: 'Recover with a runbook',
  summary: 'items are wrong, in numbers: go back to a second before the damage',
  details: `
Halts every writer and brings the data back by one of two strategies:
  restore  restores the table, as of a second before the damage, to a new table beside the damaged one. Puts its settings
           back, validates it, brings legitimate writes made since back into it (--no-salvage: does not), and points the
           service at it. Everything written between the restore point and the halt may be lost: accept that window by
           --accept-data-loss, or type it at the terminal. Without it the command names the window and what to type.
  rewind   writes back what each corrupted item was before, in the live table. No new table, no other pointer. Lists what
           only a person can decide.
Without --restore-to the tool finds the second before the damage in the change stream. Without either option it shows
the numbers, proposes a strategy and asks; where it may not ask, it stops and names both commands. Then it proves the
data as a user and lets the service write. Kill it at any moment: resume goes on.`,
  options: [
    ...operator,
    ...servingRegion,
    choice(
      'strategy',
      '<name>',
      'restore (the default with --restore-to) or rewind; without either the command asks',
      () =>
        (require('../../runbooks/data-corruption') as typeof import('../../runbooks/data-corruption'))
          .STRATEGIES,
    ),
    value(
      'restore-to',
      '<time>',
      'restoreTime',
      'the second to go back to, in UTC, such as 2026-03-01T04:15:00Z; latest: the second of the halt; without it the tool finds the second',
    ),
    either(
      'salvage',
      'bring legitimate writes back after a restore (the default; at a terminal it is asked)',
      'leave what was written since the restore point in the old table',
    ),
    acceptDataLoss,
    table('the damaged table, when it is not the live one'),
    target,
    usersToVerify,
    stopWorkers,
    unless('plan', 'leave the plan of the next deploy to CI: needs no Terraform here'),
    dryRun(STEPS),
    yes(),
  ],
  examples: [
    'preflight data-corruption --restore-to 2026-03-01T04:15:00Z',
    'run data-corruption --strategy rewind --dry-run',
    'run data-corruption --restore-to 2026-03-01T04:15:00Z --accept-data-loss 2026-03-01T04:15:00Z/2026-03-01T05:10:00Z',
  ],
});

const move = [
  usersToVerify,
  unless('plan', 'leave the plan of the next deploy to CI, and do not look at the stack beforehand'),
  dryRun(STEPS),
  yes(),
] as const;

export const runRegionalOutage = command({
  id: 'run regional-outage',
  group: 'Recover with a runbook',
  summary: 'the primary region is lost: rebuild the service in the recovery region',
  details: `
Rebuilds the service in the recovery region. Never calls the primary region, IAM or Route 53's control plane, and never
creates a bucket. Side by side it deploys the regional stack, rebuilds the table from the freshest source and recreates
the secrets. Then it points the connections to the secrets, validates, starts the workers, proves the service as a user,
switches the traffic and sees it arrive. Needs this repository, Terraform and credentials. Everything written after the
source's restore point is lost: accept that window by --accept-data-loss, or type it at the terminal. Kill it at any
moment: resume goes on. While the recovery region serves, --region makes every command work there.`,
  options: [
    ...operator,
    ...noRegion,
    needed('to-region', '<region>', 'text', TO_REGION, { old: ['to'] }),
    sourceOption,
    whether('evacuate', EVACUATE),
    acceptDataLoss,
    ...move,
  ],
  examples: [
    'preflight regional-outage --to-region us-west-2',
    'run regional-outage --to-region us-west-2 --dry-run',
    'run regional-outage --to-region us-west-2 --accept-data-loss 2026-03-01T04:14:30Z/2026-03-01T05:10:00Z',
    'run regional-outage --to-region us-west-2 --evacuate',
  ],
});

export const runFailback = command({
  id: 'run failback',
  group: 'Recover with a runbook',
  summary: 'the primary region is healthy again: bring the service home',
  details: `
Brings the service home with everything that was written meanwhile. While the service goes on, it fences the region that
came back, deploys its stack, restores the table across regions, brings the secrets over and follows the writes. Then it
halts writes, follows the rest, compares every item of both tables, switches the traffic and sees it arrive. Only then
writes go on, at home. No acknowledged write is lost. Kill it at any moment: resume goes on.`,
  options: [...operator, ...noRegion, ...move],
  examples: ['preflight failback', 'run failback --dry-run', 'run failback --yes'],
});

export const resume = command({
  id: 'resume',
  group: 'Recover with a runbook',
  summary: 'go on with an incident where its run stopped',
  details: `
Goes on after a stop, a crash or Ctrl-C, from this machine or another one: the journal in the audit bucket says what is
done. What the incident was declared with need not be typed again. When writes were halted later than was accepted, the
run stops and names the window to accept.`,
  arguments: [incident],
  options: [
    ...operator,
    ...noRegion,
    acceptDataLoss,
    dryRun('print what the remaining steps would do, and change nothing'),
    noQuestions,
  ],
  examples: [
    'resume INC-20260301-041500-9f3a',
    'resume INC-20260301-041500-9f3a --accept-data-loss 2026-03-01T04:15:00Z/2026-03-01T05:12:31Z',
  ],
});

export const approve = command({
  id: 'approve',
  group: 'Recover with a runbook',
  summary: 'let an incident go on, as a second person with your own credentials',
  details: `
Shows what an incident was declared with, and writes your approval into the audit bucket. Another person must have
declared it: nobody may approve their own recovery, in whatever role.`,
  arguments: [incident],
  options: [
    ...operator,
    ...noRegion,
    dryRun('show what would be approved, and change nothing'),
    yes('approve without being asked'),
  ],
  examples: ['approve INC-20260301-041500-9f3a'],
});

export const abort = command({
  id: 'abort',
  group: 'Recover with a runbook',
  summary: 'undo what an incident has done, as far as possible, and close it',
  details: `
Undoes, the last step first, what can be undone: the pointer goes back, the fence comes down, workers come back. A
restored table is kept. Nothing is deleted. Once the service writes to the restored table, going back would lose those
writes: then the command refuses.`,
  arguments: [incident],
  options: [
    ...operator,
    ...noRegion,
    dryRun('print which steps would be undone, and change nothing'),
    noQuestions,
  ],
  examples: ['abort INC-20260301-041500-9f3a --dry-run', 'abort INC-20260301-041500-9f3a'],
});
