import { diffValues } from '../diff/diff-values';
import { pathText } from '../diff/path-text';
import type { Masker } from '../masking/masker';
import { compare as byCodeUnit } from '../model/build';
import type { Configured, StackPlan } from '../model/types';
import { reasonFor } from './allowed';
import { plainExpressions, surroundingsOf, type Surroundings } from './expressions';

/** One resource in which primary and recovery differ. Texts are masked. */
export interface RegionDifference {
  readonly address: string;
  readonly details: readonly string[];
  /** Why it is meant; undefined: nobody said so. */
  readonly because: string | undefined;
}

export interface RegionComparison {
  readonly primary: string;
  readonly recovery: string;
  /** How many resources were compared. */
  readonly resources: number;
  readonly differences: readonly RegionDifference[];
}

const NO_MARKS = { unknown: false, beforeSensitive: false, afterSensitive: false };

/**
 * Compares what the configuration says of each pair of stacks `...-primary` and `...-recovery` that were planned
 * together: they are made of one class, so that whatever differs was put there.
 */
export function compareRegions(plans: readonly StackPlan[], masker: Masker): RegionComparison[] {
  return plans.flatMap((primary) => {
    // Foundations differ by design: each holds what the other region's disaster needs.
    if (!primary.stack.endsWith('-primary') || primary.stack.endsWith('foundation-primary')) return [];
    const name = primary.stack.replace(/-primary$/, '-recovery');
    const recovery = plans.find(({ stack }) => stack === name);
    return recovery === undefined ? [] : [comparePair(primary, recovery, masker)];
  });
}

function comparePair(primary: StackPlan, recovery: StackPlan, masker: Masker): RegionComparison {
  const mine = byAddress(primary);
  const theirs = byAddress(recovery);
  const around = { mine: surroundingsOf(primary, recovery), theirs: surroundingsOf(recovery, primary) };
  const addresses = [...new Set([...mine.keys(), ...theirs.keys()])].sort(byCodeUnit);
  const differences = addresses.flatMap((address): RegionDifference[] => {
    const one = mine.get(address);
    const other = theirs.get(address);
    if (one !== undefined && other !== undefined) return differencesOf(one, other, around, masker);
    const type = one?.type ?? other?.type ?? '';
    const details = [one === undefined ? 'only in recovery' : 'only in primary'];
    return [{ address, details, because: reasonFor({ type, address, attribute: undefined }) }];
  });
  return { primary: primary.stack, recovery: recovery.stack, resources: addresses.length, differences };
}

function differencesOf(
  one: Configured,
  other: Configured,
  around: { readonly mine: Surroundings; readonly theirs: Surroundings },
  masker: Masker,
): RegionDifference[] {
  const { address, type } = one;
  const values = {
    before: plainExpressions(one, around.mine),
    after: plainExpressions(other, around.theirs),
    ...NO_MARKS,
  };
  const found = diffValues(values, masker).map(({ path, before, after }) => ({
    detail: `${pathText(path)}: ${before ?? 'none'} in primary, ${after ?? 'none'} in recovery`,
    because: reasonFor({ type, address, attribute: String(path[0]) }),
  }));
  const unexplained = found.filter(({ because }) => because === undefined);
  if (found.length === 0) return [];
  const shown = unexplained.length > 0 ? unexplained : found;
  return [{ address, details: shown.map(({ detail }) => detail), because: shown[0]?.because }];
}

function byAddress({ configuration }: StackPlan): Map<string, Configured> {
  return new Map(configuration.map((resource) => [resource.address, resource]));
}
