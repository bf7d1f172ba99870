import type { Clock } from '../../clock';

/** What is known of something; undefined: it is not there, which is not kept, for it may come to be without a call. */
export type Known<Value> = { readonly value: Value } | undefined;

/** Reads what the cloud holds. What has not been asked yet reads as undefined, and is asked before the next reading. */
export interface Reader {
  /**
   * @param source prefix of the service that can change it, for example `iam`
   * @param name what it is, unique within the source
   */
  read<Value>(source: string, name: string, ask: () => Promise<Known<Value>>): Value | undefined;
}

/** A change takes a while to be in force (resource policies of tables: aws-facts.md, 2.2). Milliseconds of the cloud's clock. */
const SETTLING = 5_000;

/** More rounds than any question is deep: a role, its key, the key's policy. */
const ROUNDS = 12;

interface Kept {
  readonly value: unknown;
  /** Cloud time until which it counts. */
  readonly until: number;
}

/** What the gate has learnt of the cloud, until a call changes it. */
export class Facts {
  private readonly kept = new Map<string, Map<string, Kept>>();
  private readonly changes = new Map<string, { readonly count: number; readonly at: number }>();

  constructor(private readonly clock: Clock) {}

  /** Does the work again until it has read all that it asks for. */
  async complete<Result>(work: (reader: Reader) => Result): Promise<Result> {
    const learnt = new Map<string, Known<unknown>>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const missing = new Map<string, () => Promise<void>>();
      const outcome = attempt(() => work(this.readerOf(learnt, missing)));
      if (missing.size === 0) return outcome();
      await Promise.all([...missing.values()].map((load) => load()));
    }
    throw new Error(`what is deployed could not be read in ${ROUNDS} rounds`);
  }

  /** A call has changed what a service holds. */
  forget(source: string): void {
    this.kept.delete(source);
    this.changes.set(source, { count: this.countOf(source) + 1, at: this.clock.now() });
  }

  /** A call may have changed anything. */
  forgetAll(): void {
    for (const source of new Set([...this.kept.keys(), ...this.changes.keys()])) this.forget(source);
  }

  private countOf(source: string): number {
    return this.changes.get(source)?.count ?? 0;
  }

  private readerOf(learnt: Map<string, Known<unknown>>, missing: Map<string, () => Promise<void>>): Reader {
    return {
      read: <Value>(source: string, name: string, ask: () => Promise<Known<Value>>) => {
        const found = this.kept.get(source)?.get(name);
        if (found !== undefined && this.clock.now() < found.until) return found.value as Value;
        const key = `${source} ${name}`;
        if (learnt.has(key)) return learnt.get(key)?.value as Value | undefined;
        missing.set(key, async () => {
          const count = this.countOf(source);
          const known = await ask();
          learnt.set(key, known);
          // Asked before a change and answered after it: it counts for this call, and for no other.
          if (known !== undefined && count === this.countOf(source)) this.keep(source, name, known.value);
        });
        return undefined;
      },
    };
  }

  private keep(source: string, name: string, value: unknown): void {
    const settled = (this.changes.get(source)?.at ?? -Infinity) + SETTLING;
    const until = this.clock.now() < settled ? settled : Infinity;
    const ofSource = this.kept.get(source) ?? new Map<string, Kept>();
    ofSource.set(name, { value, until });
    this.kept.set(source, ofSource);
  }
}

/** An error of work that has not read everything is no error yet. */
function attempt<Result>(work: () => Result): () => Result {
  try {
    const result = work();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}
