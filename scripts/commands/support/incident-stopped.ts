/** Whatever ended a run: the incident can go on by one command. */
export class IncidentStopped extends Error {
  constructor(
    readonly incident: string,
    override readonly cause: unknown,
    /** The command to type, unless the cause knows a better one. */
    readonly next: string,
  ) {
    super(`${incident} stopped`);
    this.name = 'IncidentStopped';
  }
}
