import type { MiddlewareStack } from '@smithy/types';
import type { DrillClients } from '../connection';
import { keyOf, type Item } from '../item';

/** Clients of a zone that can be lost: from one moment to the next nothing gets out, and no answer in. */
export interface SeverableClients {
  readonly clients: DrillClients;
  /** The zone goes while the next write is under way. Resolves when that has happened. */
  sever(): Promise<void>;
  /** Keys of the items whose writes were under way: carried out or not, nobody was told. */
  readonly unanswered: ReadonlySet<string>;
}

/** How workers write. */
const WRITES = new Set([
  'PutItemCommand',
  'UpdateItemCommand',
  'DeleteItemCommand',
  'TransactWriteItemsCommand',
]);

/** Makes clients severable. They are the caller's to destroy. */
export function severable(clients: DrillClients): SeverableClients {
  const unanswered = new Set<string>();
  let lost = false;
  let doomed: (() => void) | undefined;
  const check = (): void => {
    if (lost) throw new Error('the zone is lost');
  };
  const guard = <Input extends object, Output extends object>(
    stack: MiddlewareStack<Input, Output>,
  ): void => {
    stack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          check();
          const answer = next(args);
          const keys = WRITES.has(commandName) ? keysIn(args.input) : [];
          if (doomed !== undefined && keys.length > 0) {
            lost = true;
            doomed();
          }
          await answer;
          if (lost) for (const key of keys) unanswered.add(key);
          check();
          return answer;
        },
      { step: 'initialize', name: 'zone' },
    );
  };
  guard(clients.dynamodb.middlewareStack);
  guard(clients.secrets.middlewareStack);
  guard(clients.appconfigdata.middlewareStack);
  return {
    clients,
    unanswered,
    sever() {
      return new Promise((resolve) => (doomed = resolve));
    },
  };
}

/** Keys of the items that a write is about, wherever it names them. */
function keysIn(input: object): string[] {
  return Object.entries(input).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null) return [];
    return name === 'Item' || name === 'Key' ? [keyOf(value as Item)] : keysIn(value);
  });
}
