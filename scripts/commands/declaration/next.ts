import { parse as shellWords } from 'shell-quote';
import { findCommand } from '.';
import { again, PROGRAM, render, wordsOf, type Invocation } from './invocation';
import { parse } from './parse';

/** What a printed command shares with the one that prints it. */
export interface InvocationScope {
  /** Name of the environment. */
  readonly env: string | undefined;
  /** The region, where it was named. */
  readonly region: string | undefined;
  /** `RECOVERY_REGION`, where it is set: the settings mean something else without it. */
  readonly recoveryRegion: string | undefined;
}

/** Where an invocation works, as far as it was said. */
export function scopeOf(
  { options = {} }: Invocation,
  env: Readonly<Record<string, string | undefined>>,
): InvocationScope {
  const text = (value: string | boolean | undefined): string | undefined =>
    typeof value === 'string' && value !== '' ? value : undefined;
  return {
    env: text(options.env) ?? text(env.SYNCWELL_ENV),
    region: text(options.region),
    recoveryRegion: text(env.RECOVERY_REGION),
  };
}

/**
 * A command of this tool, ready to be pasted: for the same environment and region, quoted for a shell. Other text comes
 * back as it is.
 *
 * @param text `npx recover ...`
 */
export function complete(text: string, scope: InvocationScope): string {
  // Commands that follow one another.
  if (text.includes(' && '))
    return text
      .split(' && ')
      .map((part) => complete(part, scope))
      .join(' && ');
  const { assignments, invocation } = read(text);
  // What asks for help, or has a gap that a person fills, is no whole command.
  if (invocation === undefined) return text.replace(/^npx recover /, `${PROGRAM} `);
  return [...assignments, completed(invocation, scope, assignments.length > 0)].join(' ');
}

/** The same for a command that is made here. */
export function completed(invocation: Invocation, scope: InvocationScope, hasAssignments = false): string {
  const known = findCommand(invocation.command)?.options.map(({ flag }) => flag) ?? [];
  const { options = {} } = invocation;
  const missing = (['env', 'region'] as const).filter(
    (name) => known.includes(name) && options[name] === undefined && scope[name] !== undefined,
  );
  const command = render(again(invocation, Object.fromEntries(missing.map((name) => [name, scope[name]]))));
  const needsRegion = known.includes('env') && scope.recoveryRegion !== undefined && !hasAssignments;
  return needsRegion ? `RECOVERY_REGION=${scope.recoveryRegion} ${command}` : command;
}

/** Reads what `complete` is given; no invocation: it is no command of this tool. */
export function read(text: string): {
  readonly assignments: readonly string[];
  readonly invocation: Invocation | undefined;
} {
  const [, before = '', rest = ''] = /^((?:[A-Z_]+=\S+ )*)(.*)$/s.exec(text) ?? [];
  const assignments = before.trim() === '' ? [] : before.trim().split(' ');
  const line = wordsOf(rest);
  const words = line === undefined ? [] : shellWords(line);
  if (words.length === 0 || !words.every((word) => typeof word === 'string'))
    return { assignments, invocation: undefined };
  try {
    return { assignments, invocation: parse(words)?.invocation };
  } catch {
    return { assignments, invocation: undefined };
  }
}
