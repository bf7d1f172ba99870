import { describeSecret, listSecrets, type LiveSecret } from '../../secrets';
import type { Entry, SecretsAction } from '../../vault/secrets';
import { inParallel } from '../../aws/in-parallel';
import { wornNames } from './worn-shards';

/** What there is, against what the vault knows. */
export interface Survey {
  readonly live: ReadonlyMap<string, LiveSecret>;
  /** Secrets to read and seal: the vault does not have their value, or has it in a worn shard. */
  readonly changed: number;
  /** Names that the vault knows and the region does not any more. */
  readonly removed: readonly string[];
  readonly empty: number;
  readonly dangling: readonly string[];
}

export interface SurveyProps {
  readonly known: ReadonlyMap<string, Entry>;
  /** By connections. */
  readonly named: AsyncIterable<string> | Iterable<string>;
  /** Told of each secret to read and seal, as soon as it is known, once. */
  readonly onChanged?: (secret: LiveSecret) => void;
}

/** Descriptions at a time: their quota is far away (aws-facts.md, 5.1). */
const WIDTH = 32;

/**
 * Unites the list of secrets with the names that connections point to and those that the vault knows: who is not in the
 * list is looked up one by one, as the list is late.
 */
export async function survey(
  action: SecretsAction,
  { known, named, onChanged = () => undefined }: SurveyProps,
): Promise<Survey> {
  const worn = wornNames(known);
  let changed = 0;
  const look = (secret: LiveSecret): void => {
    if (!worn.has(secret.name) && !isChanged(secret, known.get(secret.name))) return;
    changed += 1;
    onChanged(secret);
  };
  const [live, pointedTo] = await Promise.all([listSecrets(action, look), namesOf(action, named)]);
  const unlisted = [...new Set([...known.keys(), ...pointedTo])].filter((name) => !live.has(name));
  await inParallel(unlisted, WIDTH, async (name) => {
    const found = await describeSecret(action, name);
    if (found === undefined) return;
    live.set(name, found);
    look(found);
  });
  return {
    live,
    changed,
    removed: [...known.keys()].filter((name) => !live.has(name)).sort(),
    empty: [...live.values()].filter(({ versionId }) => versionId === undefined).length,
    dangling: [...pointedTo].filter((name) => !live.has(name)).sort(),
  };
}

async function namesOf(
  { target }: SecretsAction,
  named: AsyncIterable<string> | Iterable<string>,
): Promise<Set<string>> {
  const prefix = target.names.secretPrefix;
  const names = new Set<string>();
  for await (const name of named) if (name.startsWith(prefix)) names.add(name);
  return names;
}

function isChanged({ versionId, previousVersionId }: LiveSecret, entry: Entry | undefined): boolean {
  if (versionId === undefined) return false;
  return entry?.versionId !== versionId || entry.previousVersionId !== previousVersionId;
}
