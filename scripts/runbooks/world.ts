import type { Action, RegionClients } from '../recovery/aws/action';
import type { Infrastructure } from '../recovery/service/terraform/infrastructure';
import type { Clients, ConnectProps } from '../recovery/aws/clients';
import type { Resolver } from '../recovery/service/traffic/resolver';
import type { Runbook } from '../engine/runbook';
import type { Step, StepContext } from '../engine/step';
import { stop } from '../engine/errors';
import type { RecordedDataLossWindow } from '../recovery/incident/data-loss';
import type { RecoveryFacts } from './facts';

/** What the steps of every recovery work with. */
export interface RecoveryWorld extends RegionClients {
  /** The other region of the service, while it answers: an evacuation, or the way back. */
  readonly source?: RegionClients | undefined;
  readonly infrastructure: Infrastructure;
  /** The loss that was acknowledged last; undefined: none yet. */
  readonly acknowledged: RecordedDataLossWindow | undefined;
  /** Of the incident, on this machine: its journal, and what a step has to find again here. */
  readonly folder: string;
  /** How clients beside those above are made. @default as `connect` makes them */
  readonly connecting?: Omit<ConnectProps, 'clock'> | undefined;
  /** What an app's phone would be told of a name. @default the machine's own resolver */
  readonly resolver?: Resolver | undefined;
  /** Keeps a document beside the incident's journal, for people and programs. */
  keep(name: string, content: object): Promise<void>;
}

export type RecoveryRunbook = Runbook<RecoveryWorld, RecoveryFacts>;
export type RecoveryStep = Step<RecoveryWorld, RecoveryFacts>;
export type RecoveryContext = StepContext<RecoveryWorld, RecoveryFacts>;

/** What actions need of a step's context. */
export function actionOf(context: RecoveryContext): Action {
  const { world, clock, signal } = context;
  const { target, clients } = world;
  return {
    target,
    clients,
    clock,
    incident: context.incident,
    signal,
    progress(text, fraction) {
      context.progress(text, fraction);
    },
  };
}

/** S3 of the recovery region, where the switch of the traffic lies, whichever region is worked on. */
export function recoveryS3Of({
  target,
  clients,
  source,
}: Pick<RecoveryWorld, 'target' | 'clients' | 'source'>): Clients['s3'] {
  return (target.regionKind === 'recovery' || source === undefined ? clients : source.clients).s3;
}

/** A fact that an earlier step recorded. @throws Stop FACT_MISSING when it did not run */
export function known<Name extends keyof RecoveryFacts>(
  { facts, incident }: Pick<RecoveryContext, 'facts' | 'incident'>,
  name: Name,
): RecoveryFacts[Name] {
  const value = facts[name];
  if (value !== undefined) return value;
  throw stop('FACT_MISSING', { fact: name, incident });
}
