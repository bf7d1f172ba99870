import type { StackKind } from '../../../settings/naming';
import type { Check } from './model';

/** What is the operator's alone is done in the operator's role. */
export const becomeOperator: Check['mend'] = () => 'npx recover sign-in';

/** Most of what is missing is made, or put right, by a deploy of its stack. */
export function deploy(...kinds: readonly StackKind[]): Check['mend'] {
  return ({ names }) => `npx cdktf deploy ${kinds.map((kind) => names.stack(kind)).join(' ')}`;
}

/** A deploy of the serving region's backend. */
export const deployServing: Check['mend'] = (survey) => deploy(survey.serving)(survey);
