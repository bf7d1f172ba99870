import { criticalPathMinutes, stagesOf, type Runbook } from './runbook';

/** The runbook as Markdown, for people without the tool at hand, from the steps that the tool runs. */
export function runbookMarkdown<World, Known extends object>(
  runbook: Runbook<World, Known>,
  { objectiveMinutes }: { readonly objectiveMinutes: number },
): string {
  const { id, title, when, steps } = runbook;
  const order = stagesOf(steps).flat();
  const number = new Map(order.map((step, index) => [step.id, index + 1]));
  const sections = order.map(({ id: stepId, title: stepTitle, why, needs, budgetMinutes, byHand, ...step }) =>
    [
      `## ${number.get(stepId) ?? 0}. ${stepTitle} (\`${stepId}\`)`,
      '',
      why,
      '',
      `- Budget: ${budgetMinutes} min`,
      `- After: ${needs.length === 0 ? 'nothing' : needs.map((need) => `${number.get(need) ?? 0} (\`${need}\`)`).join(', ')}`,
      `- By hand: ${byHand}`,
      `- Undone by \`recover abort\`: ${'undo' in step ? 'yes' : 'no, it is kept'}`,
    ].join('\n'),
  );
  return [
    '<!-- Made from the steps that the tool runs: change those, then run npm run docs. -->',
    `# ${title}`,
    '',
    when,
    '',
    `Run it: \`npx recover run ${id} --help\`. The longest chain of steps has a budget of ${criticalPathMinutes(steps)} minutes; the recovery time objective is ${objectiveMinutes} minutes.`,
    '',
    sections.join('\n\n'),
    '',
  ].join('\n');
}
