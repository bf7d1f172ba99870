import type { S3Client } from '@aws-sdk/client-s3';
import type { Names, Region } from '../../../settings';
import { readTableHighWaterMark, tableVaultAt, type TableHighWaterMark } from '../../recovery/vault/table';
import type { Clock } from '../../engine/clock';
import { stop } from '../../engine/errors';
import { recoveryFailed, runRecover, type RecoverProps } from '../recover-process';

/** Milliseconds of the cloud's time: the agent's schedule, and how long a chain may take to grow its first link. */
const EVERY = 60_000;
const LONGEST = 120 * 60_000;

export interface ProtectionProps extends Omit<RecoverProps, 'args'> {
  readonly environment: string;
  readonly names: Names;
  /** Whose data, and where the copy lies. */
  readonly source: Region;
  readonly vault: Region;
  /** In the vault's region. */
  readonly s3: S3Client;
  readonly clock: Clock;
}

/** The continuity agent: rounds of the real `recover protect`, each a process of its own, with the agent's role. */
export class Protection {
  rounds = 0;
  /** What the rounds printed. */
  output = '';

  constructor(private readonly props: ProtectionProps) {}

  /** @throws Stop RECOVERY_FAILED with what the command said last */
  async round(): Promise<void> {
    const { environment, ...props } = this.props;
    const args = ['protect', '--env', environment, '--json'];
    const result = await runRecover({ ...props, args });
    this.output += result.output;
    if (result.status !== 0) throw recoveryFailed({ args }, result);
    this.rounds += 1;
  }

  /**
   * Goes on until the vault has a full export and an incremental one after it.
   *
   * @throws Stop RECOVERY_FAILED, CHAIN_LATE; the signal's reason
   */
  async untilChained(signal: AbortSignal): Promise<void> {
    const { clock } = this.props;
    const start = clock.now();
    for (;;) {
      await this.round();
      const exports = (await this.mark())?.exports;
      if (exports !== undefined && exports !== null && exports.number > exports.fullNumber) return;
      if (clock.now() - start > LONGEST) {
        throw stop('CHAIN_LATE', { rounds: this.rounds });
      }
      await clock.sleep(EVERY, signal);
    }
  }

  /** The vault's high-water mark, read without a process of the tool; undefined: there is none. */
  mark(): Promise<TableHighWaterMark | undefined> {
    const { s3, names, vault, source, clock } = this.props;
    return readTableHighWaterMark(tableVaultAt({ source, region: vault }, { names, s3, clock }));
  }
}
