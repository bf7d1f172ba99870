import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Construct } from 'constructs';
import { policyDocument } from './policy-document';
import type { SharedPolicy } from './shared-policy';
import type { Statement } from './statement';
import type { TrustStatement } from './trust';

/** What a role is for, who may take it and what it may do. */
export interface RoleDefinition {
  readonly description: string;
  readonly trust: TrustStatement | readonly TrustStatement[];
  readonly statements: readonly Statement[];
  /** Policies that it has in common with other roles. @default none */
  readonly shared?: readonly SharedPolicy[];
  /** Longest session, in seconds. @default 3600, IAM's own */
  readonly maxSessionSeconds?: number;
}

export interface AccessRoleProps extends RoleDefinition {
  readonly name: string;
  /** ARN of the policy that bounds the role, whatever its own policies allow. @default unbounded */
  readonly boundaryArn?: string;
}

/**
 * A role with one inline policy for what is its own. All of a role's inline policies together may hold 10,240
 * characters without white space (IAM quotas), so what several roles may do is in policies that they share.
 */
export class AccessRole extends Construct {
  readonly role: IamRole;

  constructor(scope: Construct, id: string, props: AccessRoleProps) {
    super(scope, id);
    const {
      name,
      description,
      trust,
      statements,
      shared = [],
      maxSessionSeconds = 3600,
      boundaryArn,
    } = props;
    this.role = new IamRole(this, 'role', {
      name,
      description,
      assumeRolePolicy: policyDocument([trust].flat()),
      maxSessionDuration: maxSessionSeconds,
      ...(boundaryArn === undefined ? {} : { permissionsBoundary: boundaryArn }),
    });
    new IamRolePolicy(this, 'policy', { name, role: this.role.id, policy: policyDocument(statements) });
    for (const { node, policy } of shared) {
      new IamRolePolicyAttachment(this, node.id, { role: this.role.name, policyArn: policy.arn });
    }
  }
}
