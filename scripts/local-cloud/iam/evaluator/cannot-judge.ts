/** A policy or a request that the evaluator does not understand. The call must fail: it is never an allowance. */
export class CannotJudge extends Error {
  override readonly name = 'CannotJudge';

  constructor(readonly what: string) {
    super(`the IAM evaluator cannot judge ${what}`);
  }
}
