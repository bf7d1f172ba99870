import type { StackKind } from '../../../settings/naming';
import type { Check } from './check';

/** What is the operator's alone is done in the operator's role. */
export const becomeOperator: Check['fix'] = ({ names }) =>
  `aws sts assume-role --role-arn ${names.roleArn('recovery-operator')} --role-session-name "$USER"`;

/** Most of what is missing is made, or put right, by a deploy of its stack. */
export function deploy(...kinds: readonly StackKind[]): Check['fix'] {
  return ({ names }) => `npx cdktf deploy ${kinds.map((kind) => names.stack(kind)).join(' ')}`;
}
