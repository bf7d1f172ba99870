import type { Settings } from '../../../settings';
import type { Clock } from '../../engine/clock';
import type { Progress } from '../../recovery/incident/run-incident';
import type { PlainProgressProps } from '../../engine/progress/plain';
import type { ConnectProps } from '../../recovery/aws/clients';
import type { Target } from '../../recovery/aws/target';
import type { Infrastructure } from '../../recovery/service/terraform/infrastructure';
import type { Resolver } from '../../recovery/service/traffic/resolver';
import type { RecoveryRunbook } from '../../runbooks/world';
import type { Output } from './output';

/** Somebody at a terminal. Each question throws Interrupted when it is answered by Ctrl-C. */
export interface Asker {
  /** Wants a text typed letter by letter, so that nobody says yes without reading. */
  type(wanted: string, message: string): Promise<void>;
  /** Wants a text that a pattern accepts. */
  text(message: string, pattern: RegExp): Promise<string>;
  choose<Choice extends string>(
    message: string,
    choices: readonly { readonly value: Choice; readonly label: string }[],
  ): Promise<Choice>;
}

/** Everything that a command gets from outside: no command reads the process or writes to the console. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly output: Output;
  /** Aborted when the operator asks to stop. */
  readonly signal: AbortSignal;
  /** @default nobody can be asked */
  readonly asker?: Asker | undefined;
  /** Shows how a run goes. @default a line an event */
  readonly progress?: ((props: Omit<PlainProgressProps, 'write'>) => Progress) | undefined;
  /** @default the settings file of the environment */
  readonly settings?: Settings | undefined;
  /** The clock, and how many times as fast as the wall's it runs. @default the one of `SYNCWELL_CLOCK`, else the wall's */
  readonly time?: { readonly clock: Clock; readonly speed: number } | undefined;
  /** How clients are made. @default the SDK's own chain of credentials, and HTTP */
  readonly connecting?: Omit<ConnectProps, 'clock'> | undefined;
  /** @default the settings file on this disk, and Terraform */
  readonly infrastructure?: ((target: Target) => Infrastructure) | undefined;
  /** @default the machine's own, or the one of `SYNCWELL_RESOLVER` */
  readonly resolver?: Resolver | undefined;
  /** Who holds the lease. @default this machine and process */
  readonly holder?: { readonly host: string; readonly processId: number } | undefined;
  /** Makes the ids of incidents unique. @default random bytes */
  readonly incidentSuffix?: ((bytes: number) => Buffer) | undefined;
  /** Whether a run that ended writes its report. @default true */
  readonly writesReport?: boolean | undefined;
  /** The runbook as it is carried out. @default as it is defined */
  readonly arrange?: ((runbook: RecoveryRunbook) => RecoveryRunbook) | undefined;
}
