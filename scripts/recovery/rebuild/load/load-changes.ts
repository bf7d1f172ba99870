import type { StoredState } from '../../vault/table';
import { keyOf, keyText } from '../../items/item';
import type { ChangesSpan } from '../source';
import type { VaultContents } from '../vault-contents';
import type { BatchWriter } from './batch-writer';

/** Changes that are held at once: of several of one item within them, only the last one is written. */
const HELD = 10_000;

export interface LoadChangesProps {
  readonly contents: VaultContents;
  readonly span: ChangesSpan;
  readonly writer: BatchWriter;
  /** Rounds from the beginning that are written already. */
  readonly done: number;
  /** Told how many rounds from the beginning are written now. */
  readonly note: (done: number) => Promise<void>;
}

/**
 * Applies copied changes in their order. What is held is written as a whole before more is read, so that an item never
 * ends with an older change; begun again from an earlier round, it ends the same.
 */
export async function loadChanges({ contents, span, writer, done, note }: LoadChangesProps): Promise<void> {
  let held: StoredState[] = [];
  let complete = done;
  const flush = async (): Promise<void> => {
    await writer.write(held);
    held = [];
    await note(complete);
  };
  const isTouched = await contents.touchedIn(span);
  for await (const round of contents.roundsOf(span, done)) {
    for (const segment of contents.segmentsOf(round, span)) {
      for await (const states of contents.changesOf(segment, span)) {
        held.push(...states.filter(({ key }) => isTouched(keyText(keyOf(key)))));
        if (held.length >= HELD) await flush();
      }
    }
    complete += 1;
  }
  await flush();
}
