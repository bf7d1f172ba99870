import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { Construct } from 'constructs';
import { policyDocument } from './policy-document';
import type { Statement } from './statement';

export interface SharedPolicyProps {
  readonly name: string;
  readonly description: string;
  readonly statements: readonly Statement[];
}

/** A policy that several roles have in common: at most 6,144 characters without white space (IAM quotas). */
export class SharedPolicy extends Construct {
  readonly policy: IamPolicy;

  constructor(scope: Construct, id: string, { name, description, statements }: SharedPolicyProps) {
    super(scope, id);
    this.policy = new IamPolicy(this, 'policy', { name, description, policy: policyDocument(statements) });
  }
}
