import { definitionOf, type HazardId } from '../hazards/catalogue';
import { destroys } from '../model/verb';
import type { Review } from '../review';
import type { Comment } from './comment';
import { LEVELS } from './detail';
import { assemble, footOf, headOf } from './frame';
import { counted, inlineCode } from './text';

/** Room for the lines after the lists. */
const RESERVE = 1_500;

/**
 * For a plan that destroys more than a comment can name: every hazard with its count, then the destroyed and replaced
 * objects, instances of one block together, as far as there is room. It cannot be approved (SW-PLAN-005).
 */
export function tooLargeComment(review: Review, largest: number): Comment {
  const lines: string[] = [
    headOf(review),
    '## 🛑 Blocked: too large for one comment (SW-PLAN-005)',
    '',
    definitionOf('SW-PLAN-005').proceed,
    '',
    ...hazardCounts(review),
    '',
    '### Destroyed or replaced',
    '',
  ];
  let left = largest - RESERVE - Buffer.byteLength(lines.join('\n'));
  const blocks = destroyedBlocks(review);
  for (const [index, block] of blocks.entries()) {
    left -= Buffer.byteLength(block) + 1;
    if (left < 0) {
      lines.push(`- and ${counted(blocks.length - index, 'more block')}`);
      break;
    }
    lines.push(block);
  }
  lines.push('', footOf(review));
  const markdown =
    assemble(lines, largest) ?? `${headOf(review)}\n## 🛑 This plan is too large for a comment\n`;
  return { markdown, leftOut: LEVELS.slice(1).map(({ leavesOut }) => leavesOut), complete: false };
}

function hazardCounts({ findings }: Review): string[] {
  const ids = [...new Set(findings.map(({ hazard }) => hazard))];
  const count = (id: HazardId): number => findings.filter(({ hazard }) => hazard === id).length;
  return ids.map((id) => `- **${id}** ${definitionOf(id).title}: ${counted(count(id), 'time')}`);
}

/** One line a block: the instances of `count` and `for_each` are counted. */
function destroyedBlocks({ stacks }: Review): string[] {
  const blocks = new Map<string, { readonly stack: string; readonly address: string; count: number }>();
  for (const { plan } of stacks) {
    for (const { address } of plan.changes.filter(destroys)) {
      const block = address.replace(/\[[^[]*\]$/, '[*]');
      const key = `${plan.stack} ${block}`;
      const known = blocks.get(key) ?? { stack: plan.stack, address: block, count: 0 };
      known.count += 1;
      blocks.set(key, known);
    }
  }
  return [...blocks.values()].map(
    ({ stack, address, count }) =>
      `- ${inlineCode(address)} in ${inlineCode(stack)}${count > 1 ? `: ${counted(count, 'object')}` : ''}`,
  );
}
