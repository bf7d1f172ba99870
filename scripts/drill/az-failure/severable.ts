import type { MiddlewareStack } from '@smithy/types';
import type { DrillClients } from '../connection';
import { keyOf, type Item } from '../item';

/** Clients of a zone that can be lost: from one moment to the next nothing gets out, and no answer in. */
export interface SeverableClients {
  readonly clients: DrillClients;
  sever(): void;
  /** Keys of the items whose writes were under way: carried out or not, nobody was told. */
  readonly unanswered: ReadonlySet<string>;
}

/** Makes clients severable. They are the caller's to destroy. */
export function severable(clients: DrillClients): SeverableClients {
  const unanswered = new Set<string>();
  let lost = false;
  const check = (): void => {
    if (lost) throw new Error('the zone is lost');
  };
  const guard = <Input extends object, Output extends object>(
    stack: MiddlewareStack<Input, Output>,
  ): void => {
    stack.add(
      (next) => async (args) => {
        check();
        const answer = await next(args);
        if (lost) for (const key of keysIn(args.input)) unanswered.add(key);
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
      lost = true;
    },
  };
}

/** The key that a command writes, if it writes one: the drill's writes are of single items. */
function keysIn(input: object): string[] {
  const { Item, Key } = input as { readonly Item?: Item; readonly Key?: Item };
  const key = Item ?? Key;
  return key === undefined ? [] : [keyOf(key)];
}
