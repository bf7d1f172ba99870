import { existsSync } from 'node:fs';
import { installPackage, isProgram, onPath } from './programs';

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
  const found = installed(env) ?? (installPackage('chromium', env) ? installed(env) : undefined);
  if (found !== undefined) return found;
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
