import type { StatementChange } from './compare';
import type { SetName, Statement } from './statement';

/** Sets whose entries a statement speaks of; in the others (`NotAction`, `Condition`) more entries mean less. */
const REACHING: readonly SetName[] = ['Action', 'Resource', 'Principal'];

/**
 * In what way a changed statement allows more than before: an action, resource or caller that is allowed in addition, a
 * condition or exception that ends, a refusal that ends. Entries that a pattern covered already allow nothing more.
 *
 * @returns one text for each way; none: it allows the same, or less
 */
export function widening({ before, after, sets }: StatementChange, index: number): string[] {
  const name = after?.sid ?? before?.sid ?? `statement ${index + 1}`;
  if (before?.effect === 'Deny' && after?.effect !== 'Deny') return [`the refusal ${name} ends`];
  if (after === undefined) return [];
  if (before === undefined) {
    if (after.effect !== 'Allow') return [];
    return [`${name} is new: ${list(after.sets.Action)} on ${list(after.sets.Resource)}${callers(after)}`];
  }
  const allows = after.effect === 'Allow';
  return sets.flatMap(({ name: set, removed, added }) => {
    const more = REACHING.includes(set) === allows;
    const wider = more
      ? added.filter((text) => !before.sets[set].some((pattern) => covers(pattern, text)))
      : removed;
    if (wider.length === 0) return [];
    // A set that was not there bounds the statement as soon as it is; one that goes leaves it without that bound.
    if (more && set !== 'Principal' && before.sets[set].length === 0) return [];
    const what = more ? 'also' : 'no longer';
    return [`${name}: ${what} ${set} ${list(wider)}`];
  });
}

/** In what way a new or changed statement allows everybody or everything; conditions bound callers. */
export function boundless({ after, sets }: StatementChange): string[] {
  if (after?.effect !== 'Allow') return [];
  const name = after.sid ?? 'a statement';
  const touched = (set: SetName): boolean => sets.some((change) => change.name === set);
  const everybody =
    after.sets.Principal.some((principal) => principal === '*' || principal === 'AWS *') &&
    after.sets.Condition.length === 0 &&
    (touched('Principal') || touched('Condition') || touched('Action'));
  const everything =
    after.sets.Action.includes('*') &&
    (after.sets.Resource.includes('*') || after.sets.Resource.length === 0) &&
    // In a policy of the resource itself a star is the resource alone.
    after.sets.Principal.length === 0 &&
    (touched('Action') || touched('Resource'));
  return [
    ...(everybody ? [`${name} allows everybody ${list(after.sets.Action)}`] : []),
    ...(everything ? [`${name} allows every action on everything`] : []),
  ];
}

/** Whether a pattern with stars speaks of a text, as IAM compares them: actions in any case. */
export function covers(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i').test(text);
}

function callers({ sets }: Statement): string {
  return sets.Principal.length === 0 ? '' : ` for ${list(sets.Principal)}`;
}

function list(texts: readonly string[]): string {
  const shown = texts.slice(0, 5).join(', ');
  return texts.length > 5 ? `${shown} and ${texts.length - 5} more` : shown;
}
