import type { Policy } from './policy';
import type { AccessQuestion, KeyReader } from './question';

export interface PolicySet {
  readonly identity: readonly Policy[];
  readonly boundary?: Policy;
  /** Of kind 'identity', as boundary and identity policies are. */
  readonly session?: readonly Policy[];
  /** Of kind 'resource', 'key' or 'trust'. */
  readonly resource?: Policy;
  readonly endpoint?: Policy;
}

/** One question with its policies. */
export interface Case {
  readonly question: AccessQuestion;
  readonly policies: PolicySet;
  readonly read: KeyReader;
  /** The question's action in lower case, and its service prefix. */
  readonly action: string;
  readonly service: string;
}
