import { RUNS } from './commands/registry';
import type { CommandId } from './commands/declaration';
import { inputOf } from './commands/declaration/input';
import type { Invocation } from './commands/declaration/invocation';
import { complete, scopeOf, type InvocationScope } from './commands/declaration/next';
import { failureOf, type Failure } from './commands/support/failure';
import { incidentsFolder } from './recovery/incident/incident-folder';
import type { Surroundings } from './commands/support/surroundings';

export type { Invocation } from './commands/declaration/invocation';
export type { Surroundings } from './commands/support/surroundings';

/** How a command ended. */
export interface Outcome {
  /** The exit status of its process. */
  readonly status: number;
  /** Undefined: it did not fail, though what it found may be bad news. */
  readonly failure?: Failure;
}

/**
 * Runs one command of the tool: what `recover <command>` does, for programs and tests. It reads nothing of the process
 * and writes nothing to the console; clock, clients, output and the signal to stop come from the caller. It never throws.
 */
export async function recover(invocation: Invocation, surroundings: Surroundings): Promise<Outcome> {
  try {
    const { declaration, input } = inputOf(invocation);
    const run = RUNS[declaration.id as CommandId]() as (
      input: object,
      call: object,
    ) => number | Promise<number>;
    return { status: await run(input, { ...surroundings, invocation }) };
  } catch (error) {
    const failure = failureOf(error, {
      folder: incidentsFolder(surroundings.env),
      command: invocation.command,
    });
    return { status: failure.status, failure: inPlace(failure, scopeOf(invocation, surroundings.env)) };
  }
}

/** Every command that a failure names, for the same environment and region. */
function inPlace({ message, next, ...failure }: Failure, place: InvocationScope): Failure {
  return {
    ...failure,
    message: message.replaceAll(
      /`(npx recover [^`]+)`/g,
      (_, text: string) => `\`${complete(text, place)}\``,
    ),
    ...(next === undefined ? {} : { next: complete(next, place) }),
  };
}
