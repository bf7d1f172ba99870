import { retell, stop } from '../../engine/errors';
import { Stop } from '../../engine/stop';
import type { Action } from '../aws/action';
import { SOURCE_CLASSES, unusable, type ChosenSource, type RebuildSource, type SourceClass } from './source';
import { findReplica } from './sources/replica';
import { findVault } from './sources/vault';

const FINDERS: Readonly<Record<SourceClass, (action: Action) => Promise<ChosenSource>>> = {
  replica: findReplica,
  vault: findVault,
};

/**
 * Everything that the table could be rebuilt from, the freshest first and what cannot be used last; of two that are as
 * fresh, the one that takes less time. Reads only.
 */
export async function findSources(action: Action): Promise<RebuildSource[]> {
  const found = await Promise.all(
    SOURCE_CLASSES.map(async (kind): Promise<RebuildSource> => {
      try {
        return await FINDERS[kind](action);
      } catch (error) {
        if (error instanceof Stop && error.kind === 'precondition') return unusable(kind, error);
        throw error;
      }
    }),
  );
  return found.sort((a, b) => timeOf(b) - timeOf(a));
}

function timeOf({ restorePoint }: RebuildSource): number {
  return restorePoint === null ? 0 : Date.parse(restorePoint);
}

/**
 * The freshest source that can be used, or the one that somebody wants.
 *
 * @param sources as `findSources` gives them
 * @throws Stop what makes the wanted one unusable; without one that is wanted, what the vault lacks (precondition)
 */
export function chooseSource(sources: readonly RebuildSource[], wanted?: SourceClass): ChosenSource {
  const candidates = sources.filter((source) => wanted === undefined || source.class === wanted);
  const chosen = candidates.find(isUsable);
  if (chosen !== undefined) return chosen;
  const last = candidates.find(({ class: kind }) => kind === (wanted ?? 'vault'));
  const others = sources.filter((source) => source !== last).map(told);
  if (last?.unusable == null) throw stop('SOURCE_UNAVAILABLE', { others });
  throw retell({ ...last.unusable, message: `${last.note} The others: ${others.join('; ')}` });
}

function isUsable(source: RebuildSource): source is ChosenSource {
  return source.unusable === null;
}

/** One source in one line, for people. */
export function told({ class: kind, restorePoint, recoveryPointSeconds, note }: RebuildSource): string {
  return restorePoint === null
    ? `${kind}: not usable, ${note.replace(/\.$/, '')}`
    : `${kind}: as of ${restorePoint}, ${recoveryPointSeconds ?? 0} s ago; ${note}`;
}
