import type { RecoveryRunbook } from '../../../scripts/runbooks/world';

/** The same runbook, where something happens each time that one of the steps has run. */
export function after(ids: readonly string[], happens: () => Promise<void>) {
  return (runbook: RecoveryRunbook): RecoveryRunbook => ({
    ...runbook,
    steps: runbook.steps.map((step) =>
      ids.includes(step.id)
        ? {
            ...step,
            run: async (context) => {
              await step.run(context);
              await happens();
            },
          }
        : step,
    ),
  });
}
