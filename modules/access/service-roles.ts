import type { Names } from '../../settings';
import { SERVICE_ROLES } from '../../settings/naming';
import { ACCESS_WRITES } from './protection';
import { allow, allowIf, type Statement } from './statement';

/**
 * What the approved pipeline may do to roles: make those of services and change their own policies, within the
 * boundary. Who may take a role, roles of people and of CI, shared policies and the boundary are an administrator's.
 */
export function manageServiceRoles(names: Names): Statement[] {
  const roles = SERVICE_ROLES.map((purpose) => names.roleArn(purpose));
  return [
    allowIf(
      { StringEquals: { 'iam:PermissionsBoundary': names.policyArn(names.boundary) } },
      'BoundedRoles',
      ['iam:CreateRole', 'iam:DeleteRolePolicy', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy'],
      roles,
    ),
    allow('RoleSettings', ['iam:TagRole', 'iam:UpdateRole'], roles),
    { Sid: 'OnlyServiceRoles', Effect: 'Deny', Action: ACCESS_WRITES, NotResource: roles },
    {
      Sid: 'NeverUnbind',
      Effect: 'Deny',
      Action: ['iam:AttachRolePolicy', 'iam:DeleteRolePermissionsBoundary', 'iam:UpdateAssumeRolePolicy'],
      Resource: '*',
    },
  ];
}
