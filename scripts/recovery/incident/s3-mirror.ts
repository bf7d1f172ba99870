import { parseEntry, type Entry } from '../../engine/journal/entry';
import type { JournalMirror } from '../../engine/journal/store';
import { stop } from '../../engine/errors';
import type { Target } from '../aws/target';
import { listFolders, listKeys, readText, writeTextIf, type Bucket } from '../aws/s3-objects';

const FOLDER = 'incidents/';
/** Numbers of equal length, so that S3 lists lines in their order. */
const DIGITS = 8;
/** Lines that are read at a time. */
const PARALLEL_READS = 16;

/** The audit bucket of a target: in the other region, and locked (Object Lock). */
export function auditBucketOf({ names, auditRegion }: Target): string {
  return names.bucket('audit', auditRegion);
}

/** Journals in the audit bucket, a line an object: `incidents/<incident>/<number>.json`. */
export class S3Mirror implements JournalMirror {
  constructor(private readonly bucket: Bucket) {}

  /**
   * Writes a line where none is. Found there already: our own, whose answer was lost, or a rival's.
   *
   * @throws Stop JOURNAL_TAKEN_OVER (refused) when it is a rival's
   */
  async put(incident: string, entry: Entry): Promise<void> {
    const key = keyOf(incident, entry.sequence);
    const text = JSON.stringify(entry);
    if ((await writeTextIf(this.bucket, key, { text, etag: undefined })) !== undefined) return;
    const found = await readText(this.bucket, key);
    if (found?.text === text) return;
    throw stop('JOURNAL_TAKEN_OVER', { incident, line: entry.sequence });
  }

  /** @throws Stop JOURNAL_DAMAGED when a line is missing or was changed */
  async read(incident: string): Promise<Entry[]> {
    const keys = await listKeys(this.bucket, `${FOLDER}${incident}/`);
    const entries: Entry[] = [];
    for (let start = 0; start < keys.length; start += PARALLEL_READS) {
      const batch = keys.slice(start, start + PARALLEL_READS);
      entries.push(...(await Promise.all(batch.map((key) => this.readLine(key)))));
    }
    return entries;
  }

  /** The declaration of an incident, without the rest of its journal; undefined: there is none. */
  async first(incident: string): Promise<Entry | undefined> {
    const key = keyOf(incident, 1);
    const found = await readText(this.bucket, key);
    return found === undefined ? undefined : this.parse(key, found.text);
  }

  /** Every incident that has a journal here, in alphabetical order: by date. */
  async incidents(): Promise<string[]> {
    return listFolders(this.bucket, FOLDER);
  }

  private async readLine(key: string): Promise<Entry> {
    return this.parse(key, (await readText(this.bucket, key))?.text ?? '');
  }

  private parse(key: string, text: string): Entry {
    const entry = parseEntry(text);
    if (typeof entry !== 'string') return entry;
    const { bucket } = this.bucket;
    throw stop('JOURNAL_DAMAGED', { place: `${key} in ${bucket}`, what: entry, bucket, key });
  }
}

function keyOf(incident: string, sequence: number): string {
  return `${FOLDER}${incident}/${String(sequence).padStart(DIGITS, '0')}.json`;
}
