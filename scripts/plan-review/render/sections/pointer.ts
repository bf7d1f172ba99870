import { isInterlock } from '../../hazards/detectors/interlock';
import { moves, TABLE_OUTPUT } from '../../hazards/detectors/pointer';
import { valueAt } from '../../hazards/values';
import type { Review, ReviewedStack } from '../../review';
import type { ResourceChange } from '../../model/types';
import type { Detail } from '../detail';
import { inlineCode } from '../text';
import { hazardsOf } from './hazards';

/** Which table is live, and what becomes of its generations: also what is no hazard, for it must be read. */
export function* pointerSection(review: Review, detail: Detail): Generator<string> {
  const hazards = [...hazardsOf(review, 'pointer', detail)];
  const facts = review.stacks.flatMap((stack) => factsOf(stack, review));
  if (hazards.length === 0 && facts.length === 0) return;
  yield '### Pointer and generations';
  yield '';
  yield* hazards;
  if (facts.length === 0) return;
  yield* facts.map((fact) => `- ${fact}`);
  yield '';
}

function factsOf({ plan }: ReviewedStack, { masker }: Review): string[] {
  const output = plan.outputs.find((candidate) => candidate.name === TABLE_OUTPUT && moves(candidate));
  const interlock = plan.checks.find(isInterlock);
  const generations = plan.changes.filter(
    ({ type, imports, movedFrom }) =>
      type === 'aws_dynamodb_table' && (imports !== undefined || movedFrom !== undefined),
  );
  const stack = inlineCode(plan.stack);
  const text = (value: unknown): string =>
    inlineCode(masker.text(typeof value === 'string' ? value : 'not known yet'));
  return [
    ...(output === undefined
      ? []
      : [
          `live table by Terraform in ${stack}: ${text(output.before)} → ${text(output.after)}${
            interlock?.status === 'pass' ? '; the interlock confirms that the service uses it' : ''
          }`,
        ]),
    ...generations.map((change) => `${verbOf(change)} in ${stack}: ${text(nameOf(change))}`),
  ];
}

function verbOf({ imports }: ResourceChange): string {
  return imports === undefined ? 'generation moved to another address' : 'generation imported';
}

function nameOf({ after, before }: ResourceChange): unknown {
  return valueAt(after, 'name') ?? valueAt(before, 'name');
}
