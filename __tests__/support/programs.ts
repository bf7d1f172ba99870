import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Path of a program on the PATH; undefined: there is none. */
export function onPath(name: string, env: Environment): string | undefined {
  return (env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram);
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Installs a package of Debian or a relative of it, when run by root there.
 *
 * @returns whether it was tried to the end; what is missing then, the caller tells
 */
export function installPackage(name: string, env: Environment): boolean {
  if (process.getuid?.() !== 0 || onPath('apt-get', env) === undefined) return false;
  const quiet = { stdio: 'ignore', env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  try {
    execFileSync('apt-get', ['update', '-q'], quiet);
    execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', name], quiet);
    return true;
  } catch {
    return false;
  }
}

/**
 * Path of shellcheck; installed when it is missing, on Debian, by root.
 *
 * @throws Error saying what to install
 */
export function findShellcheck(env: Environment = process.env): string {
  const found =
    onPath('shellcheck', env) ?? (installPackage('shellcheck', env) ? onPath('shellcheck', env) : undefined);
  if (found !== undefined) return found;
  throw new Error(
    'no shellcheck found: install it (Debian: apt-get install shellcheck; macOS: brew install shellcheck)',
  );
}
