import type { Drift } from '../../model/types';
import type { Review } from '../../review';
import type { Detail } from '../detail';
import { differenceLines } from '../difference-lines';
import { counted, fenced, inlineCode } from '../text';
import { hazardsOf } from './hazards';

const WORDS: Readonly<Partial<Record<Drift['verb'], string>>> = { delete: 'gone', update: 'changed' };

/** What was changed outside of Terraform: hazards open, the rest collapsed, what nothing depends on in one number. */
export function* driftSection(review: Review, detail: Detail): Generator<string> {
  const hazards = [...hazardsOf(review, 'drift', detail)];
  const drift = review.stacks.flatMap(({ plan }) => plan.drift);
  const alarming = new Set(hazards.length === 0 ? [] : review.findings.map(({ resource }) => resource));
  const matters = drift.filter(
    ({ relevant, address, verb }) => relevant || verb === 'delete' || alarming.has(address),
  );
  if (drift.length === 0) return;
  yield '### Drift';
  yield '';
  yield* hazards;
  if (matters.length > 0) {
    yield '<details>';
    yield `<summary>${counted(matters.length, 'object')} changed outside of Terraform</summary>`;
    yield '';
    for (const one of matters) yield* ofObject(one, review, detail);
    yield '</details>';
    yield '';
  }
  const rest = drift.length - matters.length;
  if (rest === 0) return;
  yield `${counted(rest, 'other object')} changed outside of Terraform; nothing in these plans depends on it.`;
  yield '';
}

function* ofObject(drift: Drift, review: Review, { driftLines, namesChanged }: Detail): Generator<string> {
  if (!namesChanged) return;
  yield `- **${WORDS[drift.verb] ?? 'changed'}** ${inlineCode(drift.address)} in ${inlineCode(drift.stack)}`;
  if (driftLines === 0 || drift.verb === 'delete') return;
  const lines = differenceLines(review.differences(drift), driftLines);
  if (lines.length === 0) return;
  yield '';
  yield* fenced('diff', lines).map((line) => `  ${line}`);
  yield '';
}
