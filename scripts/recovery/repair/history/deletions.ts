import type { CompiledRules } from '../../items/rules/compile';
import { referredTo, type Partition } from './references';
import type { Trace } from './trace';

/** Deletions of one transaction may be told with different seconds. Milliseconds. */
const APART = 1000;

/**
 * Which doubtful deletions of a partition are believed: those that were made in one moment and left nothing behind that
 * refers to what went, as somebody does who takes a connection away with all that belongs to it.
 *
 * @param present the partition as it is in the table that is repaired
 * @returns sort keys
 */
export function believedDeletions(
  PK: string,
  traces: ReadonlyMap<string, Trace>,
  present: Partition,
  rules: CompiledRules,
): ReadonlySet<string> {
  const gone = new Map<string, number>();
  for (const [SK, { deletion, damage, actual }] of traces) {
    if (deletion !== undefined && damage === undefined && actual === undefined) gone.set(SK, deletion.at);
  }
  const believed = new Set<string>();
  for (const [SK, at] of gone) {
    if (rules.entityOf({ PK, SK })?.deletion !== 'with what refers to it') continue;
    const together = (other: string): boolean => Math.abs((gone.get(other) ?? Infinity) - at) <= APART;
    const referring = [...new Set([...present.keys(), ...traces.keys()])].filter(
      (other) => other !== SK && referredTo(PK, other, rules).includes(SK),
    );
    // What was never there, or was gone before, has nothing to say.
    const left = referring.filter(
      (other) => !together(other) && (!traces.has(other) || traces.get(other)?.actual !== undefined),
    );
    const partners = referring.filter(
      (other) => together(other) && rules.entityOf({ PK, SK: other })?.deletion === 'with what it refers to',
    );
    // Whatever else went in that moment makes it look like a deletion in bulk.
    const others = [...gone.keys()].filter(
      (other) => other !== SK && together(other) && !partners.includes(other),
    );
    if (left.length > 0 || partners.length === 0 || others.length > 0) continue;
    believed.add(SK);
    for (const partner of partners) believed.add(partner);
  }
  return believed;
}
