import { Stop } from '../../engine/stop';

/** What was seen, or why it could not be: one dead service must not hide the state of the others. */
export type Looked<Value> =
  | { readonly value: Value }
  | {
      readonly problem: string;
      /** The command to type, where one is known. */
      readonly next?: string;
    };

export async function look<Value>(at: () => Promise<Value>): Promise<Looked<Value>> {
  try {
    return { value: await at() };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { problem, ...(error instanceof Stop && error.next !== undefined ? { next: error.next } : {}) };
  }
}

export function valueOf<Value>(looked: Looked<Value>): Value | undefined {
  return 'value' in looked ? looked.value : undefined;
}
