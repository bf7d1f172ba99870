import { loadRules } from '../../recovery/validation/rules';
import { requirePassed, summaryOf } from '../../recovery/validation/report';
import { validateTable } from '../../recovery/validation/validate';
import { actionOf, known, type RecoveryStep } from '../world';

export function validate(): RecoveryStep {
  return {
    id: 'validate',
    title: 'Validate the restored data',
    why: 'A restore that ended well may still hold the damage, or less than it should. Every item is judged by the rules, counted, and compared by digest with what the old table held at the restored second, as far as its change stream can tell.',
    needs: ['restore-settings', 'prove-halt'],
    budgetMinutes: 20,
    byHand: 'npx recover validate --table TABLE --against SOURCE --at RESTORE_POINT',
    proves: 'the levels of the validation, with counts and digest; a level that fails stops the run.',
    check: ({ facts }) => Promise.resolve(facts.validation === undefined ? 'to do' : 'done'),
    plan: (context) =>
      Promise.resolve([
        `scan ${known(context, 'restoredTable')} once: settings, counts, rules, references, digest against ${known(context, 'sourceTable')} as of ${known(context, 'restorePoint')}`,
      ]),
    async run(context) {
      const report = await validateTable(actionOf(context), {
        table: known(context, 'restoredTable'),
        rules: loadRules(),
        against: { source: known(context, 'sourceTable'), at: known(context, 'restorePoint') },
      });
      await context.world.keep('validation.json', report);
      requirePassed(report);
      await context.record({ validation: summaryOf(report) });
    },
    verify: (context) => Promise.resolve(known(context, 'validation')),
  };
}
