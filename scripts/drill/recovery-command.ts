import type { Credentials } from './connection';
import { runProcedure, type Recovered, type RecoverProps } from './recover-process';

const MINUTE = 60_000;
/** How much loss is accepted beforehand, after the declaration: the halt is yet to come. */
const ACCEPTED = 60 * MINUTE;

export interface RecoveryProps extends Pick<RecoverProps, 'env' | 'incidents' | 'onLine'> {
  readonly environment: string;
  /** Of the role of the person on call. */
  readonly operator: Credentials;
  /** Cloud times in milliseconds since the epoch. */
  readonly restorePoint: number;
  readonly declared: number;
}

/**
 * Recovers as a person would: by the real command, unattended, with the operator's role.
 *
 * @throws Stop RECOVERY_FAILED with what the command said last
 */
export function recover(props: RecoveryProps): Promise<Recovered> {
  const { environment, operator, restorePoint, declared, ...rest } = props;
  const from = second(restorePoint);
  return runProcedure({
    ...rest,
    credentials: operator,
    args: [
      ...['run', 'data-corruption', '--env', environment, '--restore-to', from],
      ...['--accept-data-loss', `${from}/${second(declared + ACCEPTED)}`, '--yes', '--json'],
    ],
  });
}

function second(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
