import type { Json } from '../../support/json';
import { keyText, type Item } from '../attributes';
import { firstIndex, type TableChange } from '../change';
import type { TableState } from '../table-state';
import type { ExportRange } from './order';
import { given } from '../../../../engine/given';

/** Items in one data file, about: the service writes at least one file for each partition. */
const FILE_ITEMS = 2_000;
/** So that nobody takes the first file for the whole table; one that has no items is empty. */
const FEWEST_FILES = 2;

/**
 * The lines of an export, file by file: `{"Item"}` of the state at an instant, or what became of every item that changed
 * (DynamoDB developer guide, "DynamoDB table export output format"). A partition lies in one file as a whole.
 */
export function linesOf(table: TableState, range: ExportRange): Json[][] {
  const lines =
    range.kind === 'full'
      ? table.at(range.at).map((item) => ({ key: item, line: { Item: item } }))
      : changedLines(table, range);
  const count = Math.max(FEWEST_FILES, Math.ceil(lines.length / FILE_ITEMS));
  const files = Array.from({ length: count }, (): Json[] => []);
  for (const { key, line } of lines) {
    files[Math.floor((table.hashOf(key) / 2 ** 32) * count)]?.push(line);
  }
  return files;
}

type Incremental = Extract<ExportRange, { kind: 'incremental' }>;

/** Of every item only what it was before and what it is in the end: one that came and went leaves no line. */
function changedLines(table: TableState, { from, to, view }: Incremental): { key: Item; line: Json }[] {
  const { changes, keyNames } = table;
  const first = firstIndex(changes, ({ time }) => time >= from);
  const end = firstIndex(changes, ({ time }) => time >= to);
  const byKey = new Map<string, { before: Item | undefined; last: TableChange }>();
  for (const change of changes.slice(first, end)) {
    const id = keyText(change.key, keyNames);
    const seen = byKey.get(id);
    byKey.set(id, { before: seen === undefined ? change.before : seen.before, last: change });
  }
  return [...byKey.values()]
    .filter(({ before, last }) => before !== undefined || last.after !== undefined)
    .map(({ before, last: { key, time, after } }) => ({
      key,
      line: {
        Metadata: { WriteTimestampMicros: { N: String(Math.floor(time * 1000)) } },
        Keys: key,
        ...(view === 'NEW_AND_OLD_IMAGES' && before !== undefined ? { OldImage: before } : {}),
        ...given({ NewImage: after }),
      },
    }));
}
