import { join } from 'node:path';
import { newestIncident } from '../recovery/incident/incident-folder';
import type { Incident } from '../engine/journal/replay';
import { stop } from '../engine/errors';
import type { Stop } from '../engine/stop';
import { runCommand, type CommandResult } from '../recovery/service/terraform/run-command';
import type { Credentials } from './connection';
import { PROJECT_ROOT } from '../project-root';

export interface RecoverProps {
  /** What points at the cloud, with its clock and the settings' folder. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the role that a person, or a task, would have. */
  readonly credentials: Credentials;
  /** Where journals are to be. */
  readonly incidents: string;
  readonly args: readonly string[];
  /** Gets every line but the result as JSON. @default nobody */
  readonly onLine?: (line: string) => void;
}

export interface Recovered {
  readonly incident: Incident;
  /** Everything that the command printed. */
  readonly output: string;
}

/** Runs the real `recover` as a process of its own; whoever asks judges its status. */
export function runRecover({
  env,
  credentials,
  incidents,
  args,
  onLine = () => undefined,
}: RecoverProps): Promise<CommandResult> {
  return runCommand(process.execPath, [join(PROJECT_ROOT, 'bin', 'recover.js'), ...args], {
    cwd: PROJECT_ROOT,
    env: {
      ...env,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      SYNCWELL_INCIDENTS_DIRECTORY: incidents,
      // This process has warned of an old Node.js already.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    accept: [0, 1, 2, 3, 4, 5],
    onLine(line) {
      if (!line.startsWith('{')) onLine(line);
    },
  });
}

/**
 * Runs a procedure to its end.
 *
 * @throws Stop RECOVERY_FAILED with what the command said last
 */
export async function runProcedure(props: RecoverProps): Promise<Recovered> {
  const { status, output } = await runRecover(props);
  const incident = newestIncident(props.incidents);
  if (status === 0 && incident?.state === 'completed') return { incident, output };
  throw recoveryFailed(props, { status, output });
}

/** What a command that did not succeed said last. */
export function recoveryFailed(
  { args }: Pick<RecoverProps, 'args'>,
  { status, output }: Pick<CommandResult, 'status' | 'output'>,
): Stop {
  const words = args.slice(
    0,
    args.findIndex((arg) => arg.startsWith('--')),
  );
  return stop('RECOVERY_FAILED', {
    words: words.join(' '),
    status,
    output: output.split('\n').slice(-30).join('\n'),
  });
}
