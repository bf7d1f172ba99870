import type { Clock } from '../../../engine/clock';
import type { JsonObject } from '../../table/settings/setting';

/** How far a load is: stages that are done, and how many parts of the next one, counted from its beginning. */
export interface LoadPosition extends JsonObject {
  readonly stage: number;
  readonly parts: number;
}

/** Milliseconds: what a killed load does again is no more than it did in that time. */
const BETWEEN_NOTES = 30_000;

/** Notes positions, but not all of them: a journal is written down safely, line by line, and read by people. */
export class Positions {
  private notedAt: number;
  private noted: Promise<void> = Promise.resolve();

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    private readonly note: (position: LoadPosition) => Promise<void>,
  ) {
    this.notedAt = clock.now();
  }

  /** @throws what noting it threw */
  async at(position: LoadPosition): Promise<void> {
    const now = this.clock.now();
    if (now >= this.notedAt + BETWEEN_NOTES) {
      this.notedAt = now;
      this.noted = this.note(position);
    }
    await this.noted;
  }
}

/** Parts are done in any order; what counts is how many from the beginning are, without a gap. */
export class Prefix {
  private readonly ahead = new Set<number>();

  constructor(private length: number) {}

  /** @returns how many parts from the beginning are done now */
  done(part: number): number {
    this.ahead.add(part);
    while (this.ahead.delete(this.length)) this.length += 1;
    return this.length;
  }
}
