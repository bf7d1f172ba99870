import { ElasticacheUser } from '@cdktf/provider-aws/lib/elasticache-user';
import { ElasticacheUserGroup } from '@cdktf/provider-aws/lib/elasticache-user-group';
import { Construct } from 'constructs';
import type { Names } from '../../settings';

/** The one user that may do anything is the workers' role; the `default` user that Redis insists on may do nothing. */
export class CacheUsers extends Construct {
  readonly group: ElasticacheUserGroup;

  constructor(scope: Construct, id: string, { names }: { readonly names: Names }) {
    super(scope, id);
    // A user group must hold a user named `default`; the one that ElastiCache brings along is open to everybody.
    const nobody = new ElasticacheUser(this, 'default', {
      userId: `${names.cacheUser}-default`,
      userName: 'default',
      engine: 'redis',
      accessString: 'off ~* -@all',
      // As authentication_mode it would show as a change in every plan: the service calls it by another name.
      noPasswordRequired: true,
    });
    // For IAM sign-in, id and name must be equal (ElastiCache user guide, "Authenticating with IAM").
    const worker = new ElasticacheUser(this, 'worker', {
      userId: names.cacheUser,
      userName: names.cacheUser,
      engine: 'redis',
      accessString: 'on ~* &* +@all -@admin -@dangerous',
      authenticationMode: { type: 'iam' },
    });
    this.group = new ElasticacheUserGroup(this, 'group', {
      userGroupId: names.cacheUserGroup,
      engine: 'redis',
      userIds: [nobody.userId, worker.userId],
    });
  }
}
