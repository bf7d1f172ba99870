/** How long one part of a drill took, on the wall. */
export interface Phase {
  readonly name: string;
  readonly seconds: number;
}

/** Times the parts of a drill; parts may run side by side. */
export class Phases {
  readonly finished: Phase[] = [];

  /** @param progress gets a line for each part that begins or ends */
  constructor(
    private readonly progress: (line: string) => void,
    private readonly wall: () => number = () => performance.now(),
  ) {}

  async time<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    this.progress(`${name} ...`);
    const start = this.wall();
    const result = await work();
    const seconds = (this.wall() - start) / 1000;
    this.finished.push({ name, seconds });
    this.progress(`${name}: done in ${seconds.toFixed(1)} s`);
    return result;
  }
}
