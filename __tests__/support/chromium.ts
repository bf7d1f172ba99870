import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MACOS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** No sandbox (containers have none), no calls home, nothing that outlives the process. */
export const CHROMIUM_ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Path of a Chromium or Chrome: `CHROME_PATH`, then by name on the PATH, then the usual place on macOS. On Debian and
 * its relatives, run by root, it is installed when it is missing.
 *
 * @throws Error saying what to install
 */
export function findChromium(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const found = installed(env);
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && onPath('apt-get', env) !== undefined) {
    const quiet = { stdio: 'ignore', env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
    try {
      execFileSync('apt-get', ['update', '-q'], quiet);
      execFileSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], quiet);
    } catch {
      // What is missing is told below.
    }
    const now = installed(env);
    if (now !== undefined) return now;
  }
  throw new Error(
    'no Chromium found: install it (Debian: apt-get install chromium; macOS: brew install --cask chromium) or set CHROME_PATH to a Chrome',
  );
}

function installed(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const given = env.CHROME_PATH;
  if (given !== undefined && given !== '') {
    if (isProgram(given)) return given;
    throw new Error(`CHROME_PATH names ${given}, which is no program: set it to a Chrome or Chromium`);
  }
  for (const name of NAMES) {
    const path = onPath(name, env);
    if (path !== undefined) return path;
  }
  return MACOS.find(existsSync);
}

function onPath(name: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  return (env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
