import type { Awaitable, Facts } from '../../../engine/step';

/** What Terraform would do, resource by resource address. */
export interface PlanSummary extends Facts {
  readonly imports: readonly string[];
  readonly creates: readonly string[];
  readonly updates: readonly string[];
  /** Deletions, replacements and resources that Terraform would forget: none may be there after a recovery. */
  readonly losses: readonly string[];
}

/** The settings in git and the Terraform that is made from them, as far as a recovery touches them. */
export interface Infrastructure {
  /** The active table by the settings file of the target's environment and region. */
  activeTable(): Awaitable<string>;
  /** Whether users are served from the target's region, by the settings file. */
  isServing(): Awaitable<boolean>;
  /** Names another table as the active one, adopted where it is a restored one. */
  setActiveTable(table: string): Awaitable<void>;
  /** Names the target's region as the one that users are served from, or not any more. */
  setServing(serves: boolean): Awaitable<void>;
  /** Plans the regional stack from the settings as they are now. Applies nothing. */
  plan(): Promise<PlanSummary>;
  /**
   * Applies the regional stack from the settings as they are now, where anything is to change. Bears being killed and
   * called again.
   *
   * @returns what was planned, and is there now
   * @throws Stop DEPLOY_LOSES_RESOURCES, STATE_LOCKED (refused)
   */
  deploy(work: DeployWork): Promise<PlanSummary>;
}

export interface DeployWork {
  /** Of the incident, on this machine: where a killed run finds its Terraform again. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** @param fraction 0 to 1 where it is known */
  readonly progress: (text: string, fraction?: number) => void;
}
