import { inParallel } from '../../aws/in-parallel';
import type { DataFile } from '../../vault/table';
import type { VaultContents } from '../vault-contents';
import type { BatchWriter } from './batch-writer';
import { Prefix } from './position';

/** Files at a time; each is held, compressed, while it is written. */
const WIDTH = 4;

export interface LoadExportProps {
  readonly contents: VaultContents;
  readonly files: readonly DataFile[];
  readonly writer: BatchWriter;
  /** Files from the beginning that are written already. */
  readonly done: number;
  /** Told how many files from the beginning are written now. */
  readonly note: (done: number) => Promise<void>;
}

/** Writes one export: an item is in it once, so its files may go in any order, and once more. */
export async function loadExport({ contents, files, writer, done, note }: LoadExportProps): Promise<void> {
  const prefix = new Prefix(done);
  const left = files.map((file, index) => ({ file, index })).slice(done);
  await inParallel(left, WIDTH, async ({ file, index }) => {
    for await (const states of contents.statesOf(file)) await writer.write(states);
    await note(prefix.done(index));
  });
}
