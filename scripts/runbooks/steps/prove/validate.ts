import { loadRules } from '../../../recovery/items/rules';
import { requirePassed, summaryOf } from '../../../recovery/validation/report';
import { validateTable } from '../../../recovery/validation/validate';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';

export interface ValidateProps {
  /** @default what precedes it in the recovery from corrupted data */
  readonly needs?: readonly string[];
  /** Whether the table that it was restored from is still there to be compared with. @default true */
  readonly hasSource?: boolean;
}

export function validate({
  needs = ['restore-settings', 'prove-halt'],
  hasSource = true,
}: ValidateProps = {}): RecoveryStep {
  return {
    id: 'validate',
    title: 'Validate the restored data',
    why: hasSource
      ? 'A restore that ended well may still hold the damage, or less than it should. Every item is judged by the rules, counted, and compared by digest with what the old table held at the restored second, as far as its change stream can tell.'
      : 'What was copied may be incomplete in ways that no copy knows of. Every item is judged by the rules, with the references between items; counts and digest are those that the load proved.',
    needs,
    budgetMinutes: 20,
    byHand: `npx recover validate --table TABLE${hasSource ? ' --against SOURCE --restore-to RESTORE_POINT' : ''}`,
    proves: 'the levels of the validation, with counts and digest; a level that fails stops the run.',
    check: ({ facts }) => (facts.validation === undefined ? 'to do' : 'done'),
    plan: (context) => [
      `scan ${known(context, 'restoredTable')} once: settings, counts, rules, references${hasSource ? `, digest against ${known(context, 'sourceTable')} as of ${known(context, 'restorePoint')}` : ''}`,
    ],
    async run(context) {
      const report = await validateTable(actionOf(context), {
        table: known(context, 'restoredTable'),
        rules: loadRules(),
        ...(hasSource
          ? { against: { source: known(context, 'sourceTable'), at: known(context, 'restorePoint') } }
          : countsOfLoad(context)),
      });
      await context.world.keep('validation.json', report);
      requirePassed(report);
      await context.record({ validation: summaryOf(report) });
    },
    verify: (context) => known(context, 'validation'),
  };
}

/** Without a source, true counts are held against what the load was proven to have brought. */
function countsOfLoad({ facts: { loaded } }: RecoveryContext) {
  return loaded === undefined || loaded.digest === null ? {} : { expectedCounts: loaded.counts };
}
