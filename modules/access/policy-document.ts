import type { Statement } from './statement';
import type { TrustStatement } from './trust';

export function policyDocument(statements: readonly (Statement | TrustStatement)[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
