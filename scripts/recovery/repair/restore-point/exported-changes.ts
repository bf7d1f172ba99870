import { inParallel } from '../../aws/in-parallel';
import {
  linksBackwards,
  readDataLines,
  readManifest,
  type DataFile,
  type ExportLink,
  type TableVault,
} from '../../vault/table';
import type { Item } from '../../items/item';
import type { Observed } from './judge-change';

export interface ReadExportedProps {
  readonly vault: TableVault;
  readonly table: string;
  /** Milliseconds: windows that ended before are left out. */
  readonly since: number;
  /** Milliseconds: windows that begin later are left out. */
  readonly until: number;
  readonly tell: (changes: readonly Observed[]) => void;
}

/** Milliseconds: what the exports cover without a gap. */
export interface ExportedReach {
  readonly since: number;
  readonly until: number;
}

/** Files at a time; each is held, compressed, while it is read. */
const FILES_AT_ONCE = 4;

/** A line of an incremental export (DynamoDB developer guide, "DynamoDB table export output format"). */
interface Line {
  readonly Metadata?: { readonly WriteTimestampMicros?: { readonly N?: string } };
  readonly Keys?: Item;
  /** Only in exports that hold what was before. */
  readonly OldImage?: Item;
  readonly NewImage?: Item;
}

/**
 * The last write of every item in each window of the incremental exports, window after window.
 *
 * @returns undefined when no export covers any of that time
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) naming the object
 */
export async function readExported(props: ReadExportedProps): Promise<ExportedReach | undefined> {
  const windows = await windowsOf(props);
  const [first] = windows;
  const last = windows.at(-1);
  if (first === undefined || last === undefined) return undefined;
  for (const window of windows) {
    const files = await readManifest(props.vault, window);
    await inParallel(files, FILES_AT_ONCE, (file) => readFile(props, window, file));
  }
  return { since: Date.parse(first.from ?? ''), until: Math.min(props.until, Date.parse(last.to)) };
}

/** Windows without a gap between them up to the end, oldest first. */
async function windowsOf({ vault, table, since, until }: ReadExportedProps): Promise<ExportLink[]> {
  const windows: ExportLink[] = [];
  for await (const link of linksBackwards(vault, table)) {
    if (link.kind === 'full') continue;
    const [next] = windows;
    if (Date.parse(link.to) <= since || (next !== undefined && link.to !== next.from)) break;
    if (Date.parse(link.from ?? '') < until) windows.unshift(link);
  }
  return windows;
}

async function readFile(
  { vault, tell }: ReadExportedProps,
  { from }: ExportLink,
  file: DataFile,
): Promise<void> {
  const since = Date.parse(from ?? '');
  for await (const lines of readDataLines(vault, file)) {
    tell(lines.map((line) => changeOf(JSON.parse(line) as Line, since)));
  }
}

function changeOf({ Metadata, Keys = {}, OldImage, NewImage }: Line, since: number): Observed {
  const written = Number(Metadata?.WriteTimestampMicros?.N ?? Number.NaN) / 1000;
  return {
    at: Number.isNaN(written) ? since : Math.floor(written / 1000) * 1000,
    since,
    name: NewImage === undefined ? 'REMOVE' : OldImage === undefined ? 'INSERT' : 'MODIFY',
    key: Keys,
    before: OldImage,
    after: NewImage,
    service: undefined,
  };
}
