import { isoTime, type Clock } from '../clock';
import { stop } from '../errors';
import { Stop } from '../stop';
import { FIRST_PREVIOUS, hashOf, type Entry, type NewEntry } from './entry';
import { follow } from './chain';
import { JournalFile } from './file';
import type { JournalMirror } from './store';

export interface OpenJournalProps {
  readonly incident: string;
  /** The journal file on this machine. */
  readonly path: string;
  readonly mirror: JournalMirror;
  /** Fencing token of the lease under which is written. */
  readonly token: number;
  readonly clock: Pick<Clock, 'now'>;
}

/** The append-only record of an incident: on this disk first, then in the mirror; both before `append` returns. */
export class Journal {
  private last: Promise<unknown> = Promise.resolve();
  /** Lines that the mirror has. */
  private mirrored: number;
  /** Once another machine writes this journal, nothing more is written here. */
  private takenOver: Stop | undefined;

  private constructor(
    private readonly props: OpenJournalProps,
    private readonly file: JournalFile,
  ) {
    this.mirrored = file.entries.length;
  }

  /**
   * Opens the journal of an incident, and makes file and mirror agree: lines that only the mirror has were written on
   * another machine; a last line that only the file has was about to be mirrored when the process died.
   *
   * @throws Stop JOURNAL_DAMAGED, JOURNAL_FORKED when the two tell different stories, or JOURNAL_TAKEN_OVER when it was
   *   written on under a newer lease
   */
  static async open(props: OpenJournalProps): Promise<Journal> {
    const file = new JournalFile(props.path);
    try {
      const mirrored = await props.mirror.read(props.incident);
      for (const [index, entry] of mirrored.entries()) {
        const own = file.entries[index];
        if (own === undefined) file.append(follow(entry, file.entries.at(-1), 'in the audit bucket'));
        else if (own.hash !== entry.hash) throw forked(props, index + 1);
      }
      // Whoever slept while another one took the lease over must not write a single line more.
      const newest = mirrored.at(-1)?.token ?? 0;
      if (newest > props.token) throw superseded(props, newest);
      for (const entry of file.entries.slice(mirrored.length)) {
        await props.mirror.put(props.incident, entry);
      }
    } catch (error) {
      file.close();
      throw error;
    }
    return new Journal(props, file);
  }

  get entries(): readonly Entry[] {
    return this.file.entries;
  }

  /** Writes a line. Calls at the same time are written one after the other. */
  append(entry: NewEntry): Promise<Entry> {
    const written = this.last.then(() => this.write(entry));
    this.last = written.catch(() => undefined);
    return written;
  }

  async close(): Promise<void> {
    await this.last;
    this.file.close();
  }

  private async write({ kind, step, data }: NewEntry): Promise<Entry> {
    if (this.takenOver !== undefined) throw this.takenOver;
    const before = this.file.entries.at(-1);
    const content = {
      sequence: (before?.sequence ?? 0) + 1,
      time: isoTime(this.props.clock.now()),
      kind,
      step: step ?? null,
      data: data ?? {},
      token: this.props.token,
      previous: before?.hash ?? FIRST_PREVIOUS,
    };
    const entry: Entry = { ...content, hash: hashOf(content) };
    this.file.append(entry);
    await this.mirrorRest();
    return entry;
  }

  /** Lines whose mirroring failed go first: the mirror must have no gap. */
  private async mirrorRest(): Promise<void> {
    for (const entry of this.file.entries.slice(this.mirrored)) {
      try {
        await this.props.mirror.put(this.props.incident, entry);
      } catch (error) {
        if (error instanceof Stop) this.takenOver = error;
        throw error;
      }
      this.mirrored += 1;
    }
  }
}

function superseded({ incident, token }: OpenJournalProps, newest: number): Stop {
  return stop('JOURNAL_TAKEN_OVER', { incident, newest, own: token });
}

function forked({ incident, path }: OpenJournalProps, line: number): Stop {
  return stop('JOURNAL_FORKED', { incident, path, line });
}
