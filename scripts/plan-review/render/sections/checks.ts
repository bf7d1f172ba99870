import type { Review } from '../../review';
import { inlineCode } from '../text';

/** The conditions of the configuration, in numbers; those that fail are hazards, told above. */
export function* checksSection({ stacks, masker }: Review): Generator<string> {
  const checks = stacks.flatMap(({ plan }) => plan.checks);
  if (checks.length === 0) return;
  const statuses = [...new Set(checks.map(({ status }) => status))].sort();
  const counts = statuses.map((status) => {
    const count = checks.filter((check) => check.status === status).length;
    return `${count} ${inlineCode(masker.text(status))}`;
  });
  yield `Checks: ${counts.join(', ')}`;
  yield '';
}
