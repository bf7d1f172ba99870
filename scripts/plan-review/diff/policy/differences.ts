import type { Masker } from '../../masking/masker';
import type { Path } from '../../model/types';
import type { Difference } from '../types';
import type { StatementChange } from './compare';

/** The changes of a policy as lines: one for each action, resource, principal or condition that came or went. */
export function policyDifferences(
  path: Path,
  changes: readonly StatementChange[],
  masker: Masker,
): Difference[] {
  return changes.flatMap(({ before, after, sets }, index) => {
    const label = labelOf({ before, after }, index, masker);
    const place = [...path, label];
    const effect: Difference[] =
      before?.effect === after?.effect
        ? []
        : [{ path: [...place, 'Effect'], before: before?.effect, after: after?.effect }];
    return [
      ...effect,
      ...sets.flatMap(({ name, removed, added }) => [
        ...removed.map((text) => ({ path: [...place, name], before: masker.text(text), after: undefined })),
        ...added.map((text) => ({ path: [...place, name], before: undefined, after: masker.text(text) })),
      ]),
    ];
  });
}

/** `Allow AllowRead`: what a statement is called. */
export function labelOf(
  { before, after }: Pick<StatementChange, 'before' | 'after'>,
  index: number,
  masker: Masker,
): string {
  const statement = after ?? before;
  const name = statement?.sid === undefined ? `#${index + 1}` : masker.text(statement.sid);
  return `${statement?.effect === 'Deny' ? 'Deny' : 'Allow'} ${name}`;
}
