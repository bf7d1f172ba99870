import type { Action } from '../action';

export interface AsUserRequest {
  /** Users to look at. */
  readonly users: number;
  /** @default the table that the pointer names, read as a worker */
  readonly table?: string;
  /** @default 1 */
  readonly seed?: number;
}

/** What was seen as a worker would see it. */
export interface AsUserEvidence {
  readonly table: string;
  readonly users: number;
  readonly items: number;
  /** Secrets that were read as the workers' role; their values are not kept. */
  readonly secrets: number;
}

export function verifyAsUser(action: Action, request: AsUserRequest): Promise<AsUserEvidence> {
  return Promise.reject(new Error(`cannot verify ${request.users} users in ${action.target.region} yet`));
}
