import { stagesOf } from './runbook';
import type { Step } from './step';

type Drawn = Pick<Step<never, object>, 'id' | 'title' | 'needs' | 'budgetMinutes'>;

/** The steps and their needs as a Mermaid flowchart: what stands side by side runs at the same time. */
export function flowchart(steps: readonly Drawn[]): string {
  const order = stagesOf(steps).flat();
  const number = new Map(order.map(({ id }, index) => [id, index + 1]));
  const name = (id: string): string => `step${number.get(id) ?? 0}`;
  return [
    'flowchart TD',
    ...order.map(
      ({ id, title, budgetMinutes }) =>
        `  ${name(id)}["${number.get(id) ?? 0}. ${quoted(title)} (${budgetMinutes} min)"]`,
    ),
    ...order.flatMap(({ id, needs }) => needs.map((need) => `  ${name(need)} --> ${name(id)}`)),
  ].join('\n');
}

/** A title within quotation marks of Mermaid. */
function quoted(title: string): string {
  return title.replaceAll('"', '#quot;');
}
