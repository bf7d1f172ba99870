import { command, needed, value, whether } from './builders';
import {
  dryRun,
  incident,
  noQuestions,
  operator,
  servingRegion,
  STEPS,
  stopWorkers,
  table,
  target,
  yes,
} from './options';

const WRITES = 'write without being asked; needed where nobody can be asked';
const old = ['apply'];
const writes = { ...yes(WRITES), old };
const decisions = value('decisions', '<file>', 'text', 'a review file in which people have decided');
const out = value(
  'out',
  '<file>',
  'text',
  'with --dry-run: where the review file is written; it must not exist',
);

export const haltWrites = command({
  id: 'halt-writes',
  group: 'Recover in single steps',
  summary: 'stop every writer, and prove it',
  details: `
Denies writes in the policy of the live table, tells the service by AppConfig (writesEnabled false), and proves it by
refused writes with the role of the workers and a silent change stream. Reads go on. resume-writes undoes it.`,
  options: [...operator, ...servingRegion, table(), stopWorkers, dryRun(STEPS), noQuestions],
  examples: ['halt-writes', 'halt-writes --stop-workers'],
});

export const resumeWrites = command({
  id: 'resume-writes',
  group: 'Recover in single steps',
  summary: 'undo halt-writes: let the service write again',
  details: `
Takes halt-writes back: the table's policy as it was, to the letter, writesEnabled true, workers and their scaling as
before. A halt that belongs to a recovery is ended by that recovery, or by abort.`,
  options: [
    ...operator,
    ...servingRegion,
    dryRun('print what would be undone, and change nothing'),
    noQuestions,
  ],
  examples: ['resume-writes --dry-run', 'resume-writes'],
});

export const findRestorePoint = command({
  id: 'find-restore-point',
  group: 'Recover in single steps',
  summary: 'find the second before the damage; changes nothing',
  details: `
Reads every change of the table from its stream (24 hours) and judges it by the rules: the item after the change, and
the change itself. Names the first bad write, the second before it that can be restored, what else is bad and how sure
that is. For an older incident, --since says from when on; then the incremental exports in the vault are read, which
hold only the last write of an item in each window. Keys are named, values never. Changes nothing.`,
  options: [
    ...operator,
    ...servingRegion,
    value('since', '<time>', 'time', 'look at writes from then on'),
    value('until', '<time>', 'time', 'look at writes up to then, instead of now'),
    value('rules', '<file>', 'text', 'other rules than those of the service'),
    table(),
  ],
  examples: ['find-restore-point', 'find-restore-point --since 2026-03-01T02:00:00Z --json'],
  exits: '0 found. 4 it cannot be known, or cannot be restored. 5 the rules object to nothing.',
});

export const restore = command({
  id: 'restore',
  group: 'Recover in single steps',
  summary: 'restore the table beside the live one',
  details: `
Makes a new table as the live one was at that second, with all its settings. Touches neither the live table nor the
service, so nothing is lost. Takes 20 minutes or more at any size.`,
  options: [
    ...operator,
    ...servingRegion,
    needed(
      'restore-to',
      '<time>',
      'restoreTime',
      'a second in UTC, such as 2026-03-01T04:15:00Z; latest: the latest that can be restored now',
      { old: ['to'] },
    ),
    table(),
    target,
    dryRun(STEPS),
    noQuestions,
  ],
  examples: ['restore --restore-to 2026-03-01T04:15:00Z', 'restore --restore-to latest --json'],
});

export const rewind = command({
  id: 'rewind',
  group: 'Recover in single steps',
  summary: 'undo damage in the live table, from its change stream',
  details: `
Undoes damage in the live table. The change stream (24 hours) tells what each corrupted item was before. The tool writes
that back on condition that the item is still exactly the corrupted image. It deletes items that bad writes made, and
puts items back that they deleted. It lists, and leaves alone, what changed since, what was made from a corrupted image
and what only a person can decide. Run it while writes are halted (halt-writes) where possible; it is safe while they go
on. --dry-run shows the plan, how much it hits and what it costs.

--undo takes a rewind back, also one of a whole recovery: each corrupted image is read from the stream again and written
on condition that the item is exactly what the rewind wrote.

What waits for a person is in the review file (--dry-run --out, and rewind-review.json of the incident): keys, times,
reasons and fingerprints, never a value. Fill in its decisions (keep-live, take-before, delete) and hand it back by
--decisions.`,
  options: [
    ...operator,
    ...servingRegion,
    value('since', '<time>', 'second', 'a second before the damage, such as 2026-03-01T04:15:00Z'),
    table(),
    value('undo', '<incident>', 'incident', 'take the rewind of an incident back'),
    decisions,
    out,
    dryRun('print what would be written, and change nothing'),
    writes,
  ],
  examples: [
    'rewind --since 2026-03-01T04:15:00Z --dry-run --out review.json',
    'rewind --since 2026-03-01T04:15:00Z --yes',
    'rewind --undo INC-20260301-041500-9f3a',
  ],
});

export const salvage = command({
  id: 'salvage',
  group: 'Recover in single steps',
  summary: 'bring legitimate writes back into a restored table',
  details: `
Brings the legitimate writes made between the restore point and the halt back into the restored table: of each item the
newest image that keeps to the rules and was not made from a corrupted one, deletions included. Each write is on
condition that the restored item is what the restore brought, so nothing newer is overwritten. Run it again at any time,
before or after writes resume. --dry-run shows counts, and what waits for a person.

What cannot be decided is listed in the review file (--dry-run --out, and salvage-review.json of the incident): keys,
times, reasons and fingerprints, never a value. Fill in its decisions (keep-restored, take-newest, delete) and hand it
back by --decisions.`,
  arguments: [incident],
  options: [
    ...operator,
    ...servingRegion,
    decisions,
    out,
    dryRun('print what would be written, and change nothing'),
    writes,
  ],
  examples: [
    'salvage INC-20260301-041500-9f3a --dry-run --out review.json',
    'salvage INC-20260301-041500-9f3a --yes',
    'salvage INC-20260301-041500-9f3a --yes --decisions review.json',
  ],
});

export const validate = command({
  id: 'validate',
  group: 'Recover in single steps',
  summary: 'check the items of a table; changes nothing',
  details: `
Reads every item once, in parallel and at a limited rate, and changes nothing:
  L0 settings and keys, L1 counts, L2 a sample with its confidence, L3 a digest against the source as of that second,
  L4 rules of every entity and references between items.
Bad keys are named, values never. With --json the whole report is printed.`,
  options: [
    ...operator,
    ...servingRegion,
    table(),
    value('against', '<name>', 'table', 'the table that it was restored from; needs --restore-to'),
    value('restore-to', '<time>', 'second', 'the second that was restored, such as 2026-03-01T04:15:00Z', {
      old: ['at'],
    }),
    value('levels', '<list>', 'levels', 'some of L0,L1,L2,L3,L4'),
    value('units-per-second', '<number>', 'wholeNumber', 'read capacity units to use at most', {
      from: 1,
      to: 1_000_000,
    }),
  ],
  examples: [
    'validate',
    'validate --table SyncWellMetadata-restored-2026-03-01 --against SyncWellMetadata --restore-to 2026-03-01T04:15:00Z',
    'validate --levels L2 --json',
  ],
});

export const repoint = command({
  id: 'repoint',
  group: 'Recover in single steps',
  summary: 'point the service at another table, or back',
  details: `
Publishes the name of another table in AppConfig, with a higher epoch, and moves the alarms and the parameter of the
deploy interlock. Writes stay allowed or halted, as they are. --undo goes back to the table before, with a higher epoch
again. Validate a table before you point the service at it.`,
  options: [
    ...operator,
    ...servingRegion,
    table('the table to use'),
    whether('undo', 'go back to where the last repoint came from'),
    dryRun('print what would be done, and change nothing'),
    noQuestions,
  ],
  examples: [
    'validate --table SyncWellMetadata-restored-2026-03-01',
    'repoint --table SyncWellMetadata-restored-2026-03-01',
    'repoint --undo',
  ],
});
