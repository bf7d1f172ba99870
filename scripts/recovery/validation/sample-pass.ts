import { maximumBadShare } from './levels/confidence';
import { badItems, checkRules } from './levels/rules';
import { readSample, type Segment } from './levels/sample';
import type { LevelResult, ValidationReport } from './report';
import { scanSegment } from './scan/scan-segment';
import type { Validation } from './validation';

/** None bad among them leaves 0.1 % at 99 % confidence. */
const SIZE = 4603;
const CONFIDENCE = 0.99;

export interface SamplePass {
  readonly level: LevelResult;
  readonly items: number;
  readonly counts: ReadonlyMap<string, number>;
  readonly confidence: NonNullable<ValidationReport['confidence']>;
}

/** L2: a random sample of the table, judged by the rules. */
export async function samplePass(validation: Validation): Promise<SamplePass> {
  const { request, findings, thresholds } = validation;
  const { size = SIZE, confidence = CONFIDENCE, seed = 1 } = request.sample ?? {};
  const source = validation.scanOf(request.table);
  const { pass, references } = validation.judging('L2', { judged: true, summed: false });
  const { items, whole } = await validation.timed('sample', () =>
    readSample({
      size,
      seed,
      async count(segment: Segment) {
        let found = 0;
        for await (const page of scanSegment(source, segment)) found += page.length;
        return found;
      },
      async read(segment: Segment) {
        const visitor = pass.visitor();
        let found = 0;
        for await (const page of scanSegment(source, segment)) {
          found += page.length;
          await visitor.page(page);
        }
        await visitor.end?.();
        return found;
      },
    }),
  );
  const bad = badItems(findings, 'L2') + findings.count('L2', 'unknown entity');
  const share = whole && items > 0 ? bad / items : maximumBadShare({ sampled: items, bad, confidence });
  const judged = checkRules({
    level: 'L2',
    findings,
    items,
    toleratedAtCut: references.tolerated,
    thresholds,
  });
  const stated = whole
    ? `${bad} bad of ${items}, which are all`
    : `${bad} bad of ${items}: with ${percent(confidence)} confidence at most ${percent(share)} are bad`;
  return {
    level:
      items === 0
        ? { level: 'L2', status: 'failed', summary: 'the table is empty' }
        : { ...judged, summary: `${stated}; ${judged.summary}` },
    items,
    counts: pass.counts,
    confidence: { sampled: items, bad, confidence, maximumBadShare: share },
  };
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
