import { requirePassed, summaryOf, type ValidationReport } from '../../../recovery/validation/report';
import { loadRules } from '../../../recovery/items/rules';
import { validateTable } from '../../../recovery/validation/validate';
import { actionOf, known, type RecoveryStep } from '../../world';
import { listedForReview, type IsListed } from '../repair/rewind-review';

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
    check: ({ facts }) => (facts.validation === undefined ? 'to do' : 'done'),
    plan: (context) => [
      `scan ${known(context, 'sourceTable')} once: settings, counts, rules, references between items`,
    ],
    async run(context) {
      const report = await validateTable(actionOf(context), {
        table: known(context, 'sourceTable'),
        rules: loadRules(),
        levels: ['L0', 'L1', 'L4'],
      });
      await context.world.keep('validation.json', report);
      const isListed = await listedForReview(context);
      requirePassed(withoutListed(report, isListed));
      await context.record({ validation: { ...summaryOf(report), waiting: report.badTotal } });
    },
    verify: (context) => known(context, 'validation'),
  };
}

/** The report as it is when everything that it names is known: only then are rules and references allowed to be broken. */
function withoutListed(report: ValidationReport, isListed: IsListed): ValidationReport {
  const unknown = report.badKeys.filter((bad) => !isListed(bad));
  const all = report.badKeys.length === report.badTotal && unknown.length === 0;
  return {
    ...report,
    levels: report.levels.filter(({ level }) => level !== 'L4' || !all),
    badKeys: unknown,
    badTotal: report.badTotal - (report.badKeys.length - unknown.length),
  };
}
