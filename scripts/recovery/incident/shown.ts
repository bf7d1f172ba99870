import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Incident } from '../../engine/journal/replay';
import { canonicalJson, type Json } from '../../engine/json';

const span = z.object({ from: z.string(), to: z.string() });
const count = z.object({ count: z.number(), orMore: z.boolean() });
const shownSchema = z.strictObject({
  incident: z.string(),
  /** Hash of the journal's first line: who declared what, to the letter. */
  declaration: z.string(),
  runbook: z.string(),
  region: z.string(),
  /** Null: nobody knew it yet. The same holds of every null below. */
  table: z.string().nullable(),
  /** What was asked for: strategy, restore point, and the incident that is undone. */
  parameters: z.record(z.string(), z.unknown()),
  restorePoint: z.string().nullable(),
  damage: z.object({ items: count, users: count, firstBadWrite: z.string().nullable() }).nullable(),
  /** The accepted data-loss window. */
  window: span.nullable(),
  /** How long the recovery takes, in one line. An estimate: it is part of the digest, and no limit. */
  expected: z.string().nullable(),
});

/** What an approver is shown of an incident, and approves. */
export type Shown = z.infer<typeof shownSchema>;

/** @throws ZodError when the content is something else */
export function parseShown(content: unknown): Shown {
  return shownSchema.parse(content);
}

/** SHA-256 in hexadecimal of everything that was shown. */
export function digestOf(shown: Shown): string {
  return createHash('sha256')
    .update(canonicalJson(shown as Json))
    .digest('hex');
}

/** What the journal itself says of an incident. */
export function shownFrom(
  { id, runbook, parameters, facts }: Incident,
  { declaration, region, expected = null }: Pick<Shown, 'declaration' | 'region'> & Partial<Shown>,
): Shown {
  const { findings, liveTable, restorePoint, acknowledged } = knownSchema.parse(facts);
  return {
    incident: id,
    declaration,
    runbook,
    region,
    table: textOf(parameters.table) ?? findings?.table ?? liveTable ?? null,
    parameters,
    restorePoint: restorePoint ?? null,
    damage: findings?.damage ?? null,
    window: acknowledged ?? null,
    expected,
  };
}

/** Facts of an incident that matter to an approver. Those that another version of the tool wrote are left out. */
const knownSchema = z
  .object({
    restorePointFindings: z
      .object({
        table: z.string(),
        firstBadWrite: z.object({ at: z.string() }).nullable(),
        blast: z.object({ corruptedItems: count, affectedUsers: count }),
      })
      .optional()
      .catch(undefined),
    liveTable: z.string().optional().catch(undefined),
    restorePoint: z.string().optional().catch(undefined),
    acknowledged: span.optional().catch(undefined),
  })
  .transform(({ restorePointFindings: found, ...known }) => ({
    ...known,
    findings: found && {
      table: found.table,
      damage: {
        items: found.blast.corruptedItems,
        users: found.blast.affectedUsers,
        firstBadWrite: found.firstBadWrite?.at ?? null,
      },
    },
  }));

/**
 * Why an approval of what was shown does not cover what a run is about to do. What nobody knew when it was shown limits
 * nothing, but for the data-loss window: without one, no loss was approved.
 *
 * @returns sentences' ends, such as `the run works in eu-west-1, not us-east-1`; none: it covers the run
 */
export function notCovered(shown: Shown, run: Shown): string[] {
  if (shown.incident !== run.incident) return [`it is for ${shown.incident}`];
  if (shown.declaration !== run.declaration) return [`it is for another declaration of ${run.incident}`];
  return [
    ...(['runbook', 'region', 'table', 'restorePoint', 'damage', 'parameters'] as const).flatMap((name) =>
      other(name, shown, run),
    ),
    ...wider(shown.window, run.window),
  ];
}

const WORDS = {
  runbook: 'runbook',
  region: 'region',
  table: 'table',
  restorePoint: 'restore point',
  damage: 'damage',
  parameters: 'parameters',
} as const;

function other(name: keyof typeof WORDS, shown: Shown, run: Shown): string[] {
  const [before, now] = [shown[name], run[name]].map((value) => canonicalJson(value as Json));
  return before === 'null' || before === now
    ? []
    : [`it is for the ${WORDS[name]} ${before}, and the run has ${now}`];
}

function wider(shown: Shown['window'], run: Shown['window']): string[] {
  if (run === null) return [];
  const needed = `${run.from}/${run.to}`;
  if (shown === null) return [`it accepts no data loss, and the run loses ${needed}`];
  const [from, to] = [shown.from, shown.to].map(Date.parse) as [number, number];
  if (from <= Date.parse(run.from) && Date.parse(run.to) <= to) return [];
  return [`it accepts the data-loss window ${shown.from}/${shown.to}, and the run needs ${needed}`];
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
