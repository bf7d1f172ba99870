import { Stop } from '../../engine/stop';

/** What was seen, or why it could not be: one dead service must not hide the state of the others. */
export type Observation<Value> =
  | { readonly value: Value }
  | {
      readonly problem: string;
      /** The command to type, where one is known. */
      readonly next?: string;
    };

export async function observe<Value>(at: () => Promise<Value>): Promise<Observation<Value>> {
  try {
    return { value: await at() };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { problem, ...(error instanceof Stop && error.next !== undefined ? { next: error.next } : {}) };
  }
}

export function observedValue<Value>(observation: Observation<Value>): Value | undefined {
  return 'value' in observation ? observation.value : undefined;
}
