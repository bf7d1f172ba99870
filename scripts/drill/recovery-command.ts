import type { Credentials } from './connection';
import type { Strategy } from '../runbooks/data-corruption';
import {
  recoveryFailed,
  runProcedure,
  runRecover,
  type Recovered,
  type RecoverProps,
} from './recover-process';

const MINUTE = 60_000;
/** How much loss is accepted beforehand, after the declaration: the halt is yet to come. */
const ACCEPTED = 60 * MINUTE;

export interface RecoveryProps extends Pick<RecoverProps, 'env' | 'incidents' | 'onLine'> {
  readonly environment: string;
  /** Of the role of the person on call. */
  readonly operator: Credentials;
  readonly strategy: Strategy;
  /** Cloud time in milliseconds since the epoch. */
  readonly declared: number;
}

/**
 * Recovers as a person would: by the real command, unattended, with the operator's role. Nobody tells it the second before
 * the damage; what may be lost is accepted from the second that `find-restore-point` finds.
 *
 * @throws Stop RECOVERY_FAILED with what the command said last
 */
export async function recover(props: RecoveryProps): Promise<Recovered> {
  const { environment, operator, strategy, declared, ...rest } = props;
  const common = { ...rest, credentials: operator };
  const run = ['run', 'data-corruption', '--strategy', strategy, '--env', environment, '--yes', '--json'];
  if (strategy === 'rewind') return runProcedure({ ...common, args: run });
  const args = ['find-restore-point', '--env', environment, '--json'];
  const found = await runRecover({ ...common, args });
  const json = found.output.split('\n').find((line) => line.startsWith('{'));
  const { restorePoint } = JSON.parse(json ?? '{}') as { restorePoint?: string | null };
  if (restorePoint === undefined || restorePoint === null) throw recoveryFailed({ args }, found);
  return runProcedure({
    ...common,
    args: [...run, '--accept-data-loss', `${restorePoint}/${second(declared + ACCEPTED)}`],
  });
}

function second(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
