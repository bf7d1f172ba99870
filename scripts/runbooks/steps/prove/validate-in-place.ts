import { z } from 'zod';
import { recallDocument } from '../../../recovery/incident/documents';
import { auditBucketOf } from '../../../recovery/incident/s3-mirror';
import { keyText } from '../../../recovery/items/item';
import {
  requirePassed,
  summaryOf,
  type BadKey,
  type ValidationReport,
} from '../../../recovery/validation/report';
import { loadRules } from '../../../recovery/items/rules';
import { validateTable } from '../../../recovery/validation/validate';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';
import { REWIND_REVIEW } from '../repair/rewind';

/** After a rewind: the live table itself. */
export function validateInPlace(): RecoveryStep {
  return {
    id: 'validate',
    title: 'Validate the live data',
    why: 'The rewind knows what it undid; whether anything else is wrong only the items can tell. Every item is judged by the rules and the references between items. What is wrong and waits for a person by the review file is known already; anything else stops the run.',
    needs: ['rewind'],
    budgetMinutes: 20,
    byHand: 'npx recover validate --levels L0,L1,L4',
    proves: 'the levels of the validation, with counts; items that are wrong are all in the review file.',
    check: ({ facts }) => Promise.resolve(facts.validation === undefined ? 'to do' : 'done'),
    plan: (context) =>
      Promise.resolve([
        `scan ${known(context, 'sourceTable')} once: settings, counts, rules, references between items`,
      ]),
    async run(context) {
      const report = await validateTable(actionOf(context), {
        table: known(context, 'sourceTable'),
        rules: loadRules(),
        levels: ['L0', 'L1', 'L4'],
      });
      await context.world.keep('validation.json', report);
      const waiting = await listedOf(context);
      requirePassed(withoutListed(report, waiting));
      await context.record({ validation: { ...summaryOf(report), waiting: report.badTotal } });
    },
    verify: (context) => Promise.resolve(known(context, 'validation')),
  };
}

const reviewSchema = z.object({
  entries: z.array(z.object({ key: z.object({ PK: z.string(), SK: z.string() }) })),
});

interface Listed {
  /** See `keyText`. */
  readonly keys: ReadonlySet<string>;
  readonly partitions: ReadonlySet<string>;
}

async function listedOf({ world, incident, clock }: RecoveryContext): Promise<Listed> {
  const audit = { s3: world.clients.audit, bucket: auditBucketOf(world.target), clock };
  const content = await recallDocument(audit, incident, REWIND_REVIEW);
  const entries = content === undefined ? [] : reviewSchema.parse(content).entries;
  return {
    keys: new Set(entries.map(({ key }) => keyText(key))),
    partitions: new Set(entries.map(({ key }) => key.PK)),
  };
}

/** The report as it is when everything that it names is known: only then are rules and references allowed to be broken. */
function withoutListed(report: ValidationReport, listed: Listed): ValidationReport {
  const unknown = report.badKeys.filter((bad) => !isListed(bad, listed));
  const all = report.badKeys.length === report.badTotal && unknown.length === 0;
  return {
    ...report,
    levels: report.levels.filter(({ level }) => level !== 'L4' || !all),
    badKeys: unknown,
    badTotal: report.badTotal - (report.badKeys.length - unknown.length),
  };
}

/** A reference is broken by either of its items, which lie in one partition. */
function isListed({ key, kind }: BadKey, { keys, partitions }: Listed): boolean {
  return keys.has(keyText(key)) || (kind === 'reference' && partitions.has(key.PK));
}
