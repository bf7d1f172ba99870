import { join } from 'node:path';
import { newestIncident } from '../recovery/incident/incident-folder';
import type { Incident } from '../runbook/journal/replay';
import { Stop } from '../runbook/stop';
import { runCommand } from '../terraform/run-command';
import type { Credentials } from './connection';

const PROJECT_ROOT = join(__dirname, '..', '..');
const MINUTE = 60_000;
/** How much loss is accepted beforehand, after the declaration: the halt is yet to come. */
const ACCEPTED = 60 * MINUTE;

export interface RecoveryProps {
  /** What points at the cloud, with its clock and the settings' folder. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly environment: string;
  /** Of the role of the person on call. */
  readonly operator: Credentials;
  /** Where the journal is to be. */
  readonly incidents: string;
  /** Cloud times in milliseconds since the epoch. */
  readonly restorePoint: number;
  readonly declared: number;
  readonly onLine: (line: string) => void;
}

export interface Recovered {
  readonly incident: Incident;
  /** Everything that the command printed. */
  readonly output: string;
}

/**
 * Recovers as a person would: by the real command, unattended, with the operator's role.
 *
 * @throws Stop RECOVERY_FAILED with what the command said last
 */
export async function recover(props: RecoveryProps): Promise<Recovered> {
  const { env, environment, operator, incidents, restorePoint, declared, onLine } = props;
  const from = second(restorePoint);
  const { status, output } = await runCommand(
    process.execPath,
    [
      join(PROJECT_ROOT, 'bin', 'recover.js'),
      ...['run', 'data-corruption', '--env', environment, '--restore-to', from],
      ...['--accept-data-loss', `${from}/${second(declared + ACCEPTED)}`, '--yes', '--json'],
    ],
    {
      cwd: PROJECT_ROOT,
      env: {
        ...env,
        AWS_ACCESS_KEY_ID: operator.accessKeyId,
        AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
        AWS_SESSION_TOKEN: operator.sessionToken,
        SYNCWELL_INCIDENTS_DIRECTORY: incidents,
      },
      accept: [0, 1, 2, 3, 4, 5],
      // The result as JSON is for the drill, not for whoever watches it.
      onLine: (line) => {
        if (!line.startsWith('{')) onLine(line);
      },
    },
  );
  const incident = newestIncident(incidents);
  if (status === 0 && incident?.state === 'completed') return { incident, output };
  throw new Stop({
    kind: 'failed',
    code: 'RECOVERY_FAILED',
    message: `recover ended with status ${status}:\n${output.split('\n').slice(-30).join('\n')}`,
  });
}

function second(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
