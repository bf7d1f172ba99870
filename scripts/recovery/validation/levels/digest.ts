import { BUCKETS } from '../../items/digest/tally';
import type { Comparison } from '../expected/comparison';
import type { ItemPass } from '../pass/item-pass';
import type { LevelResult } from '../report';
import type { Validation } from '../validation';

/** L3: every item against the source's state at the restore second. @param comparison or why there is none */
export async function checkDigest(
  { findings, request, scanOf }: Pick<Validation, 'findings' | 'request' | 'scanOf'>,
  comparison: Comparison | string,
  pass: ItemPass,
): Promise<LevelResult> {
  if (typeof comparison === 'string') return { level: 'L3', status: 'unknown', summary: comparison };
  const { differences, differing, looked, unknown } = await comparison.judge(pass, scanOf(request.table));
  for (const difference of differences) findings.add({ level: 'L3', ...difference });
  const counted = (['missing', 'extra', 'different'] as const)
    .map((kind) => `${findings.count('L3', kind)} ${kind}`)
    .join(', ');
  const [of, equal] = [BUCKETS, comparison.tally.digest.total(BUCKETS) === pass.tally.digest.total(BUCKETS)];
  if (findings.total > 0 && /[1-9]/.test(counted)) {
    const partly = looked < differing ? `, looked for in ${looked} of them` : '';
    return {
      level: 'L3',
      status: 'failed',
      summary: `${differing} of ${of} buckets differ${partly}: ${counted}`,
    };
  }
  if (unknown !== undefined) return { level: 'L3', status: 'unknown', summary: unknown };
  if (looked < differing) {
    return {
      level: 'L3',
      status: 'unknown',
      summary: `${differing} of ${of} buckets differ, only ${looked} could be looked at`,
    };
  }
  if (!equal && comparison.settled) {
    return { level: 'L3', status: 'unknown', summary: `${request.table} changed while it was read` };
  }
  return {
    level: 'L3',
    status: 'passed',
    summary: `all ${pass.items} items are as at the restore second; ${comparison.expected.ambiguous.size} keys changed in the cut second`,
  };
}
