import type { RecordedDataLossWindow } from '../recovery/incident/data-loss';
import type { PointerDocument } from '../../settings/runtime-documents';
import type { PlanSummary } from '../recovery/service/terraform/infrastructure';
import type { LoadPosition } from '../recovery/rebuild/load/load-table';
import type { ChosenSource } from '../recovery/rebuild/source';
import type { RestorePointFindings } from '../recovery/repair/restore-point/findings';
import type { TableSettings } from '../recovery/table/settings';
import type { WorkersBefore } from '../recovery/service/writers/workers';
import type { Facts } from '../engine/step';
import type { Sizes } from './sizes';

/** A rebuilt table, by counts and digest. */
export interface Loaded extends Facts {
  readonly items: number;
  /** Sum of the hashes of all items, hexadecimal; null: its source could not be read as a whole. */
  readonly digest: string | null;
  /** Items by entity, without those that come and go on their own. */
  readonly counts: Readonly<Record<string, number>>;
}

/** What a salvage brought back: see `SalvageResult`. */
export interface Salvaged extends Facts {
  readonly changes: number;
  readonly items: number;
  readonly written: number;
  readonly deleted: number;
  readonly merged: number;
  readonly onlyBad: number;
  /** Items that wait for a person. */
  readonly waiting: number;
}

/** What a round sealed of the secrets of the serving region: see `BackupResult`. */
export interface SealedSecrets extends Facts {
  readonly round: number;
  readonly secrets: number;
  readonly sealed: number;
  readonly removed: number;
  readonly unreadable: number;
  readonly coveredUntil: string | null;
}

/** What a rewind undid: see `RewindNumbers`. */
export interface RewoundItems extends Facts {
  readonly rewound: number;
  readonly writtenBack: number;
  readonly deleted: number;
  readonly putBack: number;
  /** Items that wait for a person. */
  readonly review: number;
  readonly at: string;
}

export interface Deployed extends Facts {
  readonly created: number;
  readonly changed: number;
  readonly imported: number;
}

/** What steps learn of the region of the service that is left: see steps/in-source.ts. */
export type ServingFacts = Pick<
  RecoveryFacts,
  'sourceTable' | 'pointerBefore' | 'settingsBefore' | 'policyBefore' | 'workersBefore' | 'haltedAt'
>;

/**
 * What a recovery of the table learns on its way. Names, times and settings: never an item, never a secret.
 */
export interface RecoveryFacts {
  /** How much there is to recover, as far as it was known when the run began: budgets follow from it. */
  readonly sizes: Sizes;
  /** The live table before anything was changed, as the second person is shown it. */
  readonly liveTable: string;
  /** The table that is recovered: the live one when the incident was declared. */
  readonly sourceTable: string;
  readonly pointerBefore: PointerDocument;
  readonly settingsBefore: TableSettings;
  /** The table's resource policy as it was before any fence, to the letter; null: it had none. */
  readonly policyBefore: string | null;
  readonly workersBefore: WorkersBefore;
  /** The last instant at which a write could still arrive. */
  readonly haltedAt: string;
  readonly lossWindow: RecordedDataLossWindow;
  /** What the search for the second before the damage found; keys up to 20. */
  readonly restorePointFindings: RestorePointFindings;
  /** The second that is restored. */
  readonly restorePoint: string;
  readonly restoredTable: string;
  readonly salvaged: Salvaged;
  readonly rewound: RewoundItems;
  readonly rewindUndone: Facts;
  /** What a lost region's table is rebuilt from. */
  readonly rebuildSource: ChosenSource;
  /** How far the load of the rebuilt table is. */
  readonly loadPosition: LoadPosition;
  /** What the rebuilt table holds, when it was compared with its source. */
  readonly loaded: Loaded;
  /** What became of the secrets: counts. */
  readonly secretsRestored: Facts;
  readonly providerSecretsRestored: Facts;
  /** What became of the pointers from connections to secrets: counts. */
  readonly pointers: Facts;
  /** And before the halt of a move. */
  readonly mostPointers: Facts;
  readonly validation: Facts;
  /** How many resources the deploy of the regional stack made, changed and took over. */
  readonly deployed: Deployed;
  /** The fleet that is to serve. */
  readonly workersWanted: WorkersBefore;
  /** When traffic was sent to the region that serves from then on. */
  readonly trafficSwitchedAt: string;
  /** For the status page: what happened, what is lost, what users have to do. */
  readonly announcement: string;
  /** How many changes of the table that serves were applied to the new one, and those before which instant. */
  readonly caughtUp: { readonly applied: number; readonly upTo: string };
  /** What both tables hold, when they were compared at rest. */
  readonly equal: { readonly items: number; readonly digest: string };
  /** What the last round sealed of the secrets of the serving region: counts. */
  readonly secretsSealed: SealedSecrets;
  /** An instant after which no worker of the serving region could renew a token, ISO 8601. */
  readonly workersStoppedBy: string;
  /** What is known of the serving region until the service is moved. */
  readonly serving: Partial<ServingFacts>;
  /** What the next deploy would do; null: it was left to CI. */
  readonly adoption: PlanSummary | null;
}
