import { describeSecret, listSecrets, namePrefix, type LiveSecret } from '../inventory';
import type { SecretsAction } from '../connection';
import { inParallel } from '../../in-parallel';
import type { Entry } from '../vault/format';
import { wornNames } from './worn-shards';

/** What there is, against what the vault knows. */
export interface Survey {
  readonly live: ReadonlyMap<string, LiveSecret>;
  /** Secrets to read and seal: the vault does not have their value, or has it in a worn shard. The providers' first. */
  readonly changed: readonly LiveSecret[];
  /** Names that the vault knows and the region does not any more. */
  readonly removed: readonly string[];
  readonly empty: number;
  readonly dangling: readonly string[];
}

/** Descriptions at a time: their quota is far away (aws-facts.md, 5.1). */
const WIDTH = 32;

/**
 * Unites the list of secrets with the names that connections point to and those that the vault knows: who is not in the
 * list is looked up one by one, as the list is late.
 *
 * @param named by connections
 */
export async function survey(
  action: SecretsAction,
  known: ReadonlyMap<string, Entry>,
  named: AsyncIterable<string> | Iterable<string>,
): Promise<Survey> {
  const [live, pointedTo] = await Promise.all([listSecrets(action), namesOf(action, named)]);
  const unlisted = [...new Set([...known.keys(), ...pointedTo])].filter((name) => !live.has(name));
  await inParallel(unlisted, WIDTH, async (name) => {
    const found = await describeSecret(action, name);
    if (found !== undefined) live.set(name, found);
  });
  const all = [...live.values()];
  const worn = wornNames(known);
  return {
    live,
    changed: all
      .filter((secret) => worn.has(secret.name) || isChanged(secret, known.get(secret.name)))
      .sort(inOrder),
    removed: [...known.keys()].filter((name) => !live.has(name)).sort(),
    empty: all.filter(({ versionId }) => versionId === undefined).length,
    dangling: [...pointedTo].filter((name) => !live.has(name)).sort(),
  };
}

async function namesOf(
  { target }: SecretsAction,
  named: AsyncIterable<string> | Iterable<string>,
): Promise<Set<string>> {
  const prefix = namePrefix(target);
  const names = new Set<string>();
  for await (const name of named) if (name.startsWith(prefix)) names.add(name);
  return names;
}

function isChanged({ versionId, previousVersionId }: LiveSecret, entry: Entry | undefined): boolean {
  if (versionId === undefined) return false;
  return entry?.versionId !== versionId || entry.previousVersionId !== previousVersionId;
}

/** What every user needs is sealed together, and so restored first. */
function inOrder(a: LiveSecret, b: LiveSecret): number {
  const [left, right] = [rank(a.name), rank(b.name)];
  return left < right ? -1 : 1;
}

function rank(name: string): string {
  return `${name.includes('/providers/') ? '0' : '1'}${name}`;
}
