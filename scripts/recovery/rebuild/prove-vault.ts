import type { Action } from '../action';
import { inParallel } from '../in-parallel';
import type { VaultContents } from './vault-contents';

/** Objects at a time; each is held, compressed, while it is checked. */
const WIDTH = 8;

/** How much there is to load. */
export interface VaultSize {
  /** Of the full export, and of all that follow. */
  readonly items: number;
  readonly changes: number;
  readonly files: number;
}

/**
 * Reads every object of the vault once and compares its checksum: what is missing or changed is told before anything is
 * made.
 *
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the object
 */
export async function proveVault(
  { progress, signal }: Pick<Action, 'progress' | 'signal'>,
  contents: VaultContents,
): Promise<VaultSize> {
  let files = 0;
  let changes = 0;
  await inParallel(objectsOf(contents), WIDTH, async (states) => {
    signal.throwIfAborted();
    // The first part comes when the whole object has been checked.
    await states.next();
    await states.return(undefined);
    files += 1;
    progress(`checked ${files} objects of the vault`);
  });
  for (const link of contents.links.slice(1)) changes += link.items;
  for await (const round of contents.rounds()) {
    for (const { records } of contents.segmentsOf(round)) changes += records;
  }
  return { items: contents.links[0]?.items ?? 0, changes, files };
}

async function* objectsOf(contents: VaultContents) {
  for (const link of contents.links) {
    for (const file of await contents.filesOf(link)) yield contents.statesOf(file);
  }
  for await (const round of contents.rounds()) {
    for (const segment of contents.segmentsOf(round)) yield contents.changesOf(segment);
  }
}
