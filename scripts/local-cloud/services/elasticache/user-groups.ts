import { listOf, type XmlObject } from '../support/query-protocol';
import { CacheError, required, type Call, type Operation } from './state';

const ID = 'UserGroupId';

function existing({ state, parameters }: Call) {
  const id = required(parameters, ID);
  const found = state.userGroups.get(id);
  if (found === undefined) throw new CacheError('UserGroupNotFound', `User Group ${id} not found.`, 404);
  return { id, ...found };
}

function shown(
  id: string,
  { Engine, UserIds, ARN }: { Engine: string; UserIds: string[]; ARN: string },
): XmlObject {
  return {
    UserGroupId: id,
    Status: 'active',
    Engine,
    UserIds: { member: UserIds },
    MinimumEngineVersion: '6.0',
    ReplicationGroups: {},
    ARN,
  };
}

export const userGroupOperations: Readonly<Record<string, Operation>> = {
  CreateUserGroup({ state, parameters, request }) {
    const id = required(parameters, ID);
    if (state.userGroups.has(id))
      throw new CacheError('UserGroupAlreadyExists', `User Group ${id} already exists.`);
    const UserIds = listOf(parameters, 'UserIds');
    // Redis signs everybody in as `default` who gives no name: the service insists on knowing who that is.
    if (!UserIds.some((user) => state.users.get(user)?.UserName === 'default')) {
      throw new CacheError(
        'DefaultUserRequired',
        'A user group needs to contain a user with the user name default.',
      );
    }
    const group = {
      Engine: required(parameters, 'Engine'),
      UserIds,
      ARN: `arn:aws:elasticache:${request.region}:${request.accountId}:usergroup:${id}`,
    };
    state.userGroups.set(id, group);
    return shown(id, group);
  },

  DescribeUserGroups(call) {
    const groups = call.parameters.has(ID)
      ? [existing(call)]
      : [...call.state.userGroups].map(([id, group]) => ({ id, ...group }));
    return { UserGroups: { member: groups.map(({ id, ...group }) => shown(id, group)) } };
  },

  ModifyUserGroup(call) {
    const { id, ...group } = existing(call);
    const gone = new Set(listOf(call.parameters, 'UserIdsToRemove'));
    const UserIds = [
      ...group.UserIds.filter((user) => !gone.has(user)),
      ...listOf(call.parameters, 'UserIdsToAdd'),
    ];
    call.state.userGroups.set(id, { ...group, UserIds });
    return shown(id, { ...group, UserIds });
  },

  DeleteUserGroup(call) {
    const { id, ...group } = existing(call);
    call.state.userGroups.delete(id);
    return shown(id, group);
  },
};
