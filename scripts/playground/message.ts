import type { Status } from './status';

/** What the background process tells the command that waits for it. */
export type Message =
  | { readonly progress: string }
  | { readonly ready: Status }
  | { readonly failed: { readonly code: string; readonly message: string } };
