import type { Action } from '../aws/action';
import { inParallel } from '../aws/in-parallel';
import type { VaultContents } from './vault-contents';

/** Objects at a time; each is held, compressed, while it is checked. */
const WIDTH = 8;

/**
 * Reads every object of the vault once and compares its checksum: what is missing or changed is told before anything is
 * made.
 *
 * @returns how many there are
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the object
 */
export async function proveVault(
  action: Pick<Action, 'progress' | 'signal'>,
  contents: VaultContents,
): Promise<number> {
  let objects = 0;
  await inParallel(objectsOf(contents), WIDTH, async (states) => {
    action.signal.throwIfAborted();
    // The first part comes when the whole object has been checked.
    await states.next();
    await states.return(undefined);
    objects += 1;
    action.progress(`checked ${objects} objects of the vault`);
  });
  return objects;
}

async function* objectsOf(contents: VaultContents) {
  for (const stage of contents.stages) {
    if (stage.kind !== 'copied changes') {
      for (const file of await contents.filesOf(stage.link)) yield contents.statesOf(file);
      continue;
    }
    const { span } = stage;
    for await (const round of contents.roundsOf(span)) {
      for (const segment of contents.segmentsOf(round, span)) yield contents.changesOf(segment, span);
    }
  }
}
