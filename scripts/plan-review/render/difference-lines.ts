import { pathText } from '../diff/path-text';
import type { Difference } from '../diff/types';
import { shortened } from './text';

/** Differences as lines of a diff, at most so many; what is left out is told. */
export function differenceLines(differences: readonly Difference[], most: number): string[] {
  const shown = differences.slice(0, most).flatMap(({ path, before, after }) => {
    const name = shortened(pathText(path) || '(all)');
    return [
      ...(before === undefined ? [] : [`- ${name} = ${shortened(before)}`]),
      ...(after === undefined ? [] : [`+ ${name} = ${shortened(after)}`]),
    ];
  });
  const more = differences.length - most;
  return more > 0 ? [...shown, `  … and ${more} more`] : shown;
}
