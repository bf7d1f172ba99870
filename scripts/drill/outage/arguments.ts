import { runCommand } from '../../recovery/service/terraform/run-command';

/** Milliseconds of the wall between two looks. */
const LOOK_EVERY = 1_000;

/** What programs were started with, on the whole machine, as anyone on it can see. */
export class Arguments {
  looks = 0;
  /** How often a program was seen with the marker in its arguments. */
  found = 0;
  private readonly stopping = new AbortController();
  private looking: Promise<void> = Promise.resolve();

  private constructor(private readonly marker: string) {}

  /** @param sleep on the wall */
  static watch(
    marker: string,
    sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>,
  ): Arguments {
    const watch = new Arguments(marker);
    watch.looking = watch.run(sleep);
    watch.looking.catch(() => undefined);
    return watch;
  }

  /** @throws CommandFailed when `ps` does */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.looking;
  }

  private async run(sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const { stdout } = await runCommand('ps', ['-A', '-ww', '-o', 'args='], {
        cwd: process.cwd(),
        env: process.env,
      });
      this.looks += 1;
      if (stdout.includes(this.marker)) this.found += 1;
      await sleep(LOOK_EVERY, signal).catch(() => undefined);
    }
  }
}
