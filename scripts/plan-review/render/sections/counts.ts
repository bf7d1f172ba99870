import { COUNTED } from '../../counts';
import type { Review, ReviewedStack } from '../../review';
import { inlineCode } from '../text';

/** What happens in each stack, in numbers; zero is a dot, so that the others are seen. */
export function* countsSection({ stacks }: Review): Generator<string> {
  const changed = stacks.filter((stack) => stack.changed);
  if (changed.length === 0) return;
  const unknown = changed.some(({ counts }) => counts.unknown > 0);
  const names = unknown ? ([...COUNTED, 'unknown'] as const) : COUNTED;
  yield '### Counts';
  yield '';
  yield `| stack | region | ${names.join(' | ')} |`;
  yield `| :-- | :-- | ${names.map(() => '--:').join(' | ')} |`;
  for (const { plan, counts } of changed) {
    const cells = names.map((name) => number(counts[name], name === 'replace' || name === 'destroy'));
    yield `| ${cell(plan.stack)} | ${plan.region === undefined ? '' : cell(plan.region)} | ${cells.join(' | ')} |`;
  }
  yield '';
}

function number(count: number, alarming: boolean): string {
  if (count === 0) return '·';
  return alarming ? `**${count}**` : String(count);
}

function cell(text: string): string {
  return inlineCode(text).replaceAll('|', '\\|');
}

/** Stacks in which nothing happens. */
export function* unchangedSection({ stacks }: Review): Generator<string> {
  const unchanged = stacks.filter((stack: ReviewedStack) => !stack.changed);
  if (unchanged.length === 0) return;
  yield `No changes: ${unchanged.map(({ plan }) => inlineCode(plan.stack)).join(', ')}`;
  yield '';
}
