import { isatty } from 'node:tty';
import { LiveProgress } from '../engine/progress/live';
import type { Surroundings } from '../commands/support/surroundings';
import { asker } from './ask';
import { outputOn } from './output';
import type { Terminal } from './command-line';
import { stopOnSignal } from './stop-on-signal';

/** What a command gets from the process that it runs in: its environment, its streams, its signals. */
export const terminalFor: Terminal = ({ json, streams }) => {
  const isTerminal = isatty(1);
  const { signal, dispose } = stopOnSignal((line) => {
    streams.error(`${line}\n`);
  });
  const { columns = 80 } = process.stdout as Partial<typeof process.stdout>;
  const surroundings: Surroundings = {
    env: process.env,
    signal,
    asker: !json && isTerminal && isatty(0) ? asker : undefined,
    output: outputOn(streams, { json, columns, colour: isTerminal && !json }),
    progress:
      json || !isTerminal
        ? undefined
        : (props) => {
            const live = new LiveProgress(props);
            return { watch: live.watch, close: () => live.close() };
          },
  };
  return { surroundings, dispose };
};
