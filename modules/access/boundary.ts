import type { RoleDefinition } from './role';
import type { Statement } from './statement';

interface Reach {
  readonly actions: Set<string>;
  readonly resources: Set<string>;
}

/**
 * The most that roles of services can ever do: for each AWS service, the actions that one of them needs, on the
 * resources that one of them has. Made of the roles themselves, so that it never allows what none of them needs.
 *
 * CI may change such a role, but neither this policy nor the bond between them: only an administrator gives a role a new
 * kind of right. Conditions stay in the roles' own policies.
 */
export function boundaryStatements(roles: readonly RoleDefinition[]): Statement[] {
  const reaches = new Map<string, Reach>();
  for (const { Effect, Action, Resource = [] } of roles.flatMap((role) => role.statements)) {
    if (Effect !== 'Allow') continue;
    const resources = [Resource].flat();
    for (const action of [Action].flat()) {
      // Actions that know no resource stand apart: their star must not reach the others.
      const key = resources.includes('*') ? '*' : action.slice(0, action.indexOf(':'));
      const reach = reaches.get(key) ?? { actions: new Set(), resources: new Set() };
      reaches.set(key, reach);
      reach.actions.add(action);
      for (const resource of resources) reach.resources.add(resource);
    }
  }
  return [...reaches.values()].map(({ actions, resources }) => ({
    Effect: 'Allow',
    Action: [...actions].sort(),
    Resource: [...resources].sort(),
  }));
}
