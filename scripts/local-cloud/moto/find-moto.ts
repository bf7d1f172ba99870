import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_CLOUD_DIRECTORY } from '../paths';
import { PreconditionError } from '../precondition';

/** The release that the local cloud was made and tested with. */
const MOTO = 'moto[all,server]==5.2.1';
const PROBE = 'import moto, moto.server; print(moto.__version__)';

export interface FindMotoProps {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gets a line before something slow begins. */
  readonly progress: (line: string) => void;
}

/**
 * Finds a Python that has moto 5: the one that SYNCWELL_MOTO_PYTHON names, the one on PATH, or a private virtual
 * environment, which is made when there is none.
 *
 * @returns the interpreter's path
 * @throws PreconditionError saying in one line what to install
 */
export function findMoto({ env, progress }: FindMotoProps): string {
  const named = env.SYNCWELL_MOTO_PYTHON;
  if (named !== undefined && named !== '') {
    if (hasMoto(named)) return named;
    throw new PreconditionError(
      'MOTO_MISSING',
      `SYNCWELL_MOTO_PYTHON is ${named}, which has no moto 5.`,
      `${named} -m pip install '${MOTO}'`,
    );
  }
  if (hasMoto('python3')) return 'python3';
  const environment = join(LOCAL_CLOUD_DIRECTORY, 'python');
  const python = join(environment, 'bin', 'python');
  if (existsSync(python) && hasMoto(python)) return python;
  progress('installing moto into a private virtual environment (once) ...');
  return installMoto(environment, python);
}

function hasMoto(python: string): boolean {
  const { status, stdout } = spawnSync(python, ['-c', PROBE], { encoding: 'utf8' });
  return status === 0 && stdout.startsWith('5.');
}

function installMoto(environment: string, python: string): string {
  const made = spawnSync('python3', ['-m', 'venv', environment], { encoding: 'utf8' });
  if (made.error !== undefined || made.status !== 0) {
    throw new PreconditionError(
      'PYTHON_MISSING',
      'The local cloud needs Python 3.9 or newer with its venv module. Install it (on Debian: apt install python3-venv), then run this again.',
      'python3 --version && python3 -m venv --help',
    );
  }
  const installed = spawnSync(
    python,
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', MOTO],
    {
      encoding: 'utf8',
    },
  );
  if (installed.status !== 0) {
    throw new PreconditionError(
      'MOTO_MISSING',
      `moto could not be installed: ${lastLine(installed.stderr)}. Install it where a package index can be reached.`,
      `python3 -m pip install '${MOTO}'`,
    );
  }
  return python;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
