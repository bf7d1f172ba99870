import { entry } from './entry';

interface OfLocalCloud {
  /** As the local cloud says it. It knows nothing of this registry, so that it can be read alone. */
  readonly message: string;
  readonly next: string;
}

const local = (means: string, example: string, next: string) =>
  entry<OfLocalCloud>({
    kind: 'precondition',
    means,
    examples: [{ message: example, next }],
    message: ({ message }) => message,
    next: (given) => given.next,
  });

/** Errors of the local cloud. */
export const LOCAL_CLOUD = {
  ALREADY_RUNNING: local(
    'A local cloud of this name runs already.',
    'The local cloud default runs already at http://127.0.0.1:4566.',
    'npx recover local-cloud stop --name default',
  ),
  NOT_RUNNING: local(
    'No local cloud of this name is running.',
    'No local cloud "default" is running.',
    'npx recover local-cloud start --name default',
  ),
  NOT_STARTED: local(
    'The local cloud did not start.',
    'Port 4566 is taken. Choose another, or none.',
    'npx recover local-cloud start --name default',
  ),
  MOTO_MISSING: local(
    'moto, on which the local cloud rests, is missing and could not be installed.',
    'moto could not be installed: no matching distribution. Install it where a package index can be reached.',
    `python3 -m pip install 'moto[all,server]==5.2.1'`,
  ),
  PYTHON_MISSING: local(
    'The local cloud needs Python 3.9 or newer with its venv module.',
    'The local cloud needs Python 3.9 or newer with its venv module. Install it, then run this again.',
    'python3 --version && python3 -m venv --help',
  ),
};
