/** Where the words of a command go. */
export interface Output {
  /** Whether the result is for a program. */
  readonly json: boolean;
  /** Width of a terminal, or of what is printed without one. */
  readonly columns: number;
  readonly colour: boolean;
  /** For people, while it goes on. */
  say(line: string): void;
  /** For people, and never part of a result that may be piped on. */
  note(line: string): void;
  /** The result, once: as data, and in words. */
  result(content: unknown, lines: readonly string[]): void;
}
