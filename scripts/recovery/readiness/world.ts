import type { Names, Role, Settings } from '../../../settings';
import type { Clock } from '../../engine/clock';
import type { Action } from '../aws/action';
import type { Infrastructure } from '../service/terraform/infrastructure';
import type { Clients } from '../aws/clients';
import type { Target } from '../aws/target';
import type { Caller } from '../aws/caller';
import type { Bucket } from '../aws/s3-objects';
import type { SurveyClients } from './survey-clients';

/** One of the two regions, with everybody in it who can be asked. */
export interface Site {
  readonly role: Role;
  readonly target: Target;
  readonly clients: Clients & SurveyClients;
}

/** A line of the drill log. */
export interface DrillRecord {
  /** ISO 8601. */
  readonly time: string;
  readonly scenario: string;
  readonly recoveryTimeMinutes: number | null;
  readonly passed: boolean;
}

/** What the checks look at. */
export interface ReadinessWorld {
  readonly settings: Settings;
  readonly names: Names;
  readonly clock: Clock;
  /** Where the service runs. */
  readonly primary: Site;
  /** Where it would be rebuilt. */
  readonly recovery: Site;
  readonly caller: Caller;
  /** In the primary region. */
  readonly action: Action;
  /** Journals, lease and approvals. */
  readonly audit: Bucket;
  readonly infrastructure: Pick<Infrastructure, 'activeTable'>;
  /** Oldest first. */
  readonly drills: readonly DrillRecord[];
  /** Version of Node.js. */
  readonly node: string;
  /** Of this process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where this machine keeps its incidents. */
  readonly incidentsFolder: string;
  /** Of what several checks look at: asked for once. */
  readonly seen: Map<string, Promise<unknown>>;
}

/** Looks once, whoever asks: checks run at the same time and share what they see. */
export function once<Value>(
  { seen }: Pick<ReadinessWorld, 'seen'>,
  what: string,
  look: () => Promise<Value>,
): Promise<Value> {
  const begun = seen.get(what);
  if (begun !== undefined) return begun as Promise<Value>;
  const looking = look();
  seen.set(what, looking);
  return looking;
}

/** Whether the caller may do what an operator may: of anybody else, a denial says nothing. */
export function isOperator({ caller, names }: Pick<ReadinessWorld, 'caller' | 'names'>): boolean {
  return caller.arn.includes(`:assumed-role/${names.role('recovery-operator')}/`);
}
