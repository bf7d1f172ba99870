import type { XmlObject } from '../support/query-protocol';
import { CacheError, required, type Call, type Operation } from './state';

const ID = 'UserId';
const AUTHENTICATION: Readonly<Record<string, string>> = {
  iam: 'iam',
  'no-password-required': 'no-password',
  password: 'password',
};

function existing({ state, parameters }: Call): XmlObject {
  const id = required(parameters, ID);
  const found = state.users.get(id);
  if (found === undefined) throw new CacheError('UserNotFound', `User ${id} not found.`, 404);
  return found;
}

/** The passwords themselves are not kept: nothing here ever asks for one. */
export const userOperations: Readonly<Record<string, Operation>> = {
  CreateUser({ state, parameters, request }) {
    const id = required(parameters, ID);
    if (state.users.has(id)) throw new CacheError('UserAlreadyExists', `User ${id} already exists.`);
    const type = parameters.get('AuthenticationMode.Type') ?? 'no-password-required';
    const user = {
      UserId: id,
      UserName: required(parameters, 'UserName'),
      Status: 'active',
      Engine: required(parameters, 'Engine'),
      MinimumEngineVersion: '6.0',
      AccessString: required(parameters, 'AccessString'),
      UserGroupIds: {},
      Authentication: { Type: AUTHENTICATION[type] ?? type },
      ARN: `arn:aws:elasticache:${request.region}:${request.accountId}:user:${id}`,
    };
    state.users.set(id, user);
    return user;
  },

  DescribeUsers(call) {
    const users = call.parameters.has(ID) ? [existing(call)] : [...call.state.users.values()];
    return { Users: { member: users } };
  },

  ModifyUser(call) {
    const user = {
      ...existing(call),
      AccessString: call.parameters.get('AccessString') ?? existing(call).AccessString,
    };
    call.state.users.set(required(call.parameters, ID), user);
    return user;
  },

  DeleteUser(call) {
    const user = existing(call);
    call.state.users.delete(required(call.parameters, ID));
    return { ...user, Status: 'deleting' };
  },
};
