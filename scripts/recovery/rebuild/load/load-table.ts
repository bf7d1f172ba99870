import type { Action } from '../../aws/action';
import type { VaultContents } from '../vault-contents';
import { BatchWriter } from './batch-writer';
import { loadChanges } from './load-changes';
import { loadExport } from './load-export';
import { Positions, type LoadPosition } from './position';

export type { LoadPosition } from './position';

export interface LoadTableProps {
  readonly table: string;
  readonly contents: VaultContents;
  /** Where an earlier run had come to. @default the beginning */
  readonly position?: LoadPosition | undefined;
  /** Write units a second. @default what a new table takes at once */
  readonly unitsPerSecond?: number | undefined;
  /** Keeps where the load is, for the run that goes on after this one was killed. */
  readonly note: (position: LoadPosition) => Promise<void>;
}

/** What one run wrote; one that went on wrote less than the whole. */
export interface LoadResult {
  readonly put: number;
  readonly deleted: number;
  readonly seconds: number;
}

/**
 * Loads a table from the vault: the full export, the incremental ones in order, and the changes that were copied.
 * Every stage is written as a whole before the next one begins; a stage may be begun again and ends the same. The table
 * must be new, and nobody else may write to it.
 *
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the object, before anything of it is written;
 *   LOAD_THROTTLED (failed)
 */
export async function loadTable(action: Action, props: LoadTableProps): Promise<LoadResult> {
  const { contents, position = { stage: 0, parts: 0 } } = props;
  const begin = action.clock.now();
  const writer = new BatchWriter(action, props);
  const positions = new Positions(action.clock, props.note);
  const { stages } = contents;
  for (const [index, stage] of stages.entries()) {
    if (index < position.stage) continue;
    const done = index === position.stage ? position.parts : 0;
    const note = async (parts: number): Promise<void> => {
      action.progress(
        `${writer.put + writer.deleted} items written, stage ${index + 1} of ${stages.length}: ${stage.kind}`,
        index / stages.length,
      );
      await positions.at({ stage: index, parts });
    };
    if (stage.kind === 'copied changes') {
      await loadChanges({ contents, span: stage.span, writer, done, note });
    } else {
      await loadExport({ contents, files: await contents.filesOf(stage.link), writer, done, note });
    }
    await positions.at({ stage: index + 1, parts: 0 });
  }
  const { put, deleted } = writer;
  return { put, deleted, seconds: Math.round((action.clock.now() - begin) / 1000) };
}
