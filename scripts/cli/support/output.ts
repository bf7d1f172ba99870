/** Where the words of a command go. */
export interface Output {
  readonly json: boolean;
  /** For people, while it goes on: standard error when the result is JSON. */
  say(line: string): void;
  /** The result, once: as JSON, or in words. */
  result(content: unknown, lines: readonly string[]): void;
}

export function outputFor({ json }: { readonly json: boolean }): Output {
  return {
    json,
    say(line) {
      if (json) console.error(line);
      else console.log(line);
    },
    result(content, lines) {
      if (json) console.log(JSON.stringify(content));
      else for (const line of lines) console.log(line);
    },
  };
}
