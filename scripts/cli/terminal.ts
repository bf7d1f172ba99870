import { isatty } from 'node:tty';
import { LiveProgress } from '../engine/progress/live';
import type { Surroundings } from '../commands/support/surroundings';
import { asker } from './ask';
import { stopOnSignal } from './stop-on-signal';

/** What a command gets from the process that it runs in: its environment, its streams, its signals. */
export function terminalFor({ json }: { readonly json: boolean }): {
  readonly surroundings: Surroundings;
  readonly dispose: () => void;
} {
  const isTerminal = isatty(1);
  const { signal, dispose } = stopOnSignal((line) => {
    console.error(line);
  });
  const { columns = 80 } = process.stdout as Partial<typeof process.stdout>;
  const surroundings: Surroundings = {
    env: process.env,
    signal,
    asker: !json && isTerminal && isatty(0) ? asker : undefined,
    output: {
      json,
      columns,
      colour: isTerminal && !json,
      say(line) {
        if (json) console.error(line);
        else console.log(line);
      },
      note(line) {
        console.error(line);
      },
      result(content, lines) {
        if (json) console.log(JSON.stringify(content));
        else for (const line of lines) console.log(line);
      },
    },
    progress:
      json || !isTerminal
        ? undefined
        : (props) => {
            const live = new LiveProgress(props);
            return { watch: live.watch, close: () => live.close() };
          },
  };
  return { surroundings, dispose };
}
