import type { StackKind } from '../../../settings/naming';
import type { Check } from './check';

/** Most of what is missing is made, or put right, by a deploy of its stack. */
export function deploy(...kinds: readonly StackKind[]): Check['fix'] {
  return ({ names }) => `npx cdktf deploy ${kinds.map((kind) => names.stack(kind)).join(' ')}`;
}
