import { CannotJudge } from './cannot-judge';

/** Tells whether a lower-case action is one of those written. */
export type ActionTest = (action: string) => boolean;

/** The actions of a statement. */
export interface Actions {
  /** Service prefixes that the actions name; undefined when they may be any. */
  readonly services: ReadonlySet<string> | undefined;
  readonly isNamed: ActionTest;
}

/**
 * "The prefix and the action name are case insensitive" (IAM user guide, "Action").
 *
 * @throws CannotJudge naming what is no action
 */
export function compileActions(written: readonly string[]): Actions {
  const exact = new Set<string>();
  const patterns: string[] = [];
  for (const one of written) {
    if (one !== '*' && !/^[a-z0-9-]+:[a-z0-9*?]+$/i.test(one)) throw new CannotJudge(`the action ${one}`);
    const lower = one.toLowerCase();
    if (/[*?]/.test(lower)) patterns.push(lower.replaceAll('*', '.*').replaceAll('?', '.'));
    else exact.add(lower);
  }
  const pattern = patterns.length === 0 ? undefined : new RegExp(`^(?:${patterns.join('|')})$`);
  return {
    services: written.includes('*') ? undefined : new Set(written.map((one) => serviceOf(one.toLowerCase()))),
    isNamed: (action) => exact.has(action) || pattern?.test(action) === true,
  };
}

/** The prefix of an action, as it is written. */
export function serviceOf(action: string): string {
  return action.slice(0, action.indexOf(':'));
}
