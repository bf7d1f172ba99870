export { CannotJudge } from './cannot-judge';
export type { PolicySet } from './case';
export { decide, type Decision, type Source } from './decide';
export { compilePolicy, type Policy } from './policy';
export type { AccessQuestion, Principal, PrincipalKind } from './question';
export type { PolicyKind } from './statement';
