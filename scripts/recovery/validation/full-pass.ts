import { BUCKETS, increment } from '../items/digest/tally';
import { Comparison } from './expected/comparison';
import { keyOf } from '../items/item';
import { checkCounts } from './levels/counts';
import { checkDigest } from './levels/digest';
import { checkRules } from './levels/rules';
import { UNKNOWN, type ItemPass } from './pass/item-pass';
import type { Level, LevelResult, ValidationReport } from './report';
import { eachItem, scanTable } from './scan/scan-segment';
import type { Validation } from './validation';

/** What a full scan gives to the report. */
export interface FullPass {
  readonly levels: readonly LevelResult[];
  readonly counts: ReadonlyMap<string, number>;
  readonly items: number;
  readonly digest: ValidationReport['digest'];
  readonly toleratedAtCut: number;
}

/** L1, L3 and L4, in one scan of the table beside one of its source. */
export async function fullPass(validation: Validation, levels: ReadonlySet<Level>): Promise<FullPass> {
  const { request, action, findings, thresholds } = validation;
  const comparison = await validation.timed('changes', () => openComparison(validation));
  const known = typeof comparison === 'string' ? undefined : comparison;
  const { pass, references } = validation.judging('L4', {
    judged: levels.has('L4'),
    summed: levels.has('L3') || known !== undefined,
    expected: known?.expected,
  });
  const sourceCounts = await validation.timed('scan', async () => {
    const [table, source] = await Promise.allSettled([
      scanTable(action, validation.scanOf(request.table), () => pass.visitor()),
      known === undefined ? countSource(validation) : known.scanSource().then(() => known.sourceCounts),
    ]);
    if (table.status === 'rejected') throw table.reason;
    if (source.status === 'rejected') throw source.reason;
    return source.value;
  });
  const results: LevelResult[] = [];
  if (levels.has('L1')) results.push(countsLevel(validation, { pass, known, sourceCounts }));
  if (levels.has('L3')) {
    results.push(await validation.timed('compare', () => checkDigest(validation, comparison, pass)));
  }
  if (levels.has('L4')) {
    const { tolerated } = references;
    results.push(
      checkRules({ level: 'L4', findings, items: pass.items, toleratedAtCut: tolerated, thresholds }),
    );
  }
  return {
    levels: results,
    counts: pass.counts,
    items: pass.items,
    digest: levels.has('L3')
      ? {
          actual: pass.tally.digest.total(BUCKETS),
          expected: known?.settled === true ? known.tally.digest.total(BUCKETS) : null,
        }
      : null,
    toleratedAtCut: references.tolerated,
  };
}

/** @returns why there is nothing to compare with, in a text */
async function openComparison(validation: Validation): Promise<Comparison | string> {
  const { request, action, rules, expires } = validation;
  const { against } = request;
  if (against === undefined) return 'no source and no second to compare with were given';
  return Comparison.open({
    action,
    source: validation.scanOf(against.source),
    at: Date.parse(against.at),
    rules,
    expires,
  });
}

/** Items of the source now, where nothing better is known. */
async function countSource(validation: Validation): Promise<ReadonlyMap<string, number> | undefined> {
  const { request, action, rules } = validation;
  const { against } = request;
  if (against === undefined || (await validation.describe(against.source)) === undefined) return undefined;
  const counts = new Map<string, number>();
  await scanTable(
    action,
    validation.scanOf(against.source),
    eachItem((item) => {
      increment(counts, rules.entityOf(keyOf(item))?.name ?? UNKNOWN);
    }),
  );
  return counts;
}

interface Counted {
  readonly pass: ItemPass;
  readonly known: Comparison | undefined;
  readonly sourceCounts: ReadonlyMap<string, number> | undefined;
}

function countsLevel(
  { request, rules, thresholds }: Validation,
  { pass, known, sourceCounts }: Counted,
): LevelResult {
  return checkCounts({
    entities: rules.names,
    fleeting: rules.fleeting,
    counts: pass.counts,
    unknownItems: pass.counts.get(UNKNOWN) ?? 0,
    given: request.expectedCounts,
    exact: known?.settled === true ? { actual: pass.tally.counts, expected: known.tally.counts } : undefined,
    source: sourceCounts,
    thresholds,
  });
}
