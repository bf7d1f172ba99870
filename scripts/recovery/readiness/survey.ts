import { namesFor, type Names, type RegionKind, type Settings } from '../../../settings';
import type { Clock } from '../../engine/clock';
import type { Action, RegionClients } from '../aws/action';
import type { Caller } from '../aws/caller';
import type { Clients, ConnectProps } from '../aws/clients';
import type { Bucket } from '../aws/s3-objects';
import { otherRegionKind, targetOf, type Target } from '../aws/target';
import { auditBucketOf } from '../incident/s3-mirror';
import type { SourceClass } from '../rebuild/source';
import type { RestoreTime } from '../table/restore-time';
import type { Infrastructure } from '../service/terraform/infrastructure';
import { connectSurvey, type SurveyClients } from './survey-clients';
import { given } from '../../engine/given';

/** One of the two regions, with everybody in it who can be asked. */
export interface RegionSurvey {
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

/** What a run is going to be asked for, as far as checks depend on it. */
export interface RunParameters {
  /** @default the live table */
  readonly table?: string | undefined;
  /** @default not chosen yet */
  readonly restoreTo?: RestoreTime | undefined;
  /** The source that somebody wants. @default the freshest one that can be used */
  readonly wanted?: SourceClass | undefined;
  /** The serving region, of a move. @default none: it is assumed lost, and nothing is asked of it */
  readonly source?: RegionClients | undefined;
  /** Whether the regional stack is planned, which takes a minute. @default false */
  readonly plan?: boolean;
}

/** What the checks look at. */
export interface Survey {
  readonly settings: Settings;
  readonly names: Names;
  readonly clock: Clock;
  readonly primary: RegionSurvey;
  readonly recovery: RegionSurvey;
  /** The region that takes traffic, or took it until it was lost; the other one stands by. */
  readonly serving: RegionKind;
  readonly caller: Caller;
  /** In the serving region; before a move, in the region that is to take the service. */
  readonly action: Action;
  /** Journals, lease and approvals. */
  readonly audit: Bucket;
  readonly infrastructure: Pick<Infrastructure, 'activeTable' | 'plan'>;
  /** Oldest first. */
  readonly drills: readonly DrillRecord[];
  /** Version of Node.js. */
  readonly node: string;
  /** Of this process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where this machine keeps its incidents. */
  readonly incidentsFolder: string;
  /** @default nothing is going to be run */
  readonly run?: RunParameters;
  /** Of what several checks look at: asked for once. */
  readonly seen: Map<string, Promise<unknown>>;
}

export interface OpenSurveyProps extends Pick<Survey, 'serving' | 'caller' | 'action' | 'infrastructure'> {
  /** A run waits for answers as long as it would later; whoever only looks does not. @default 'little' */
  readonly patience?: 'little' | 'of a run';
  readonly drills?: Survey['drills'];
  readonly env?: Survey['env'];
  readonly incidentsFolder?: string;
  readonly run?: RunParameters | undefined;
  /** How the clients of the survey are made. @default as `connectSurvey` makes them */
  readonly connecting?: Omit<ConnectProps, 'clock'> | undefined;
}

/** Nobody is asked before a check asks. A region that the action's target calls lost is never asked. */
export function openSurvey(props: OpenSurveyProps): Survey & { close(): void } {
  const { serving, caller, infrastructure, run, patience = 'little', connecting = {} } = props;
  const { drills = [], env = {}, incidentsFolder = '' } = props;
  const { clock, target } = props.action;
  const { settings, lost } = target;
  const regionAt = (regionKind: RegionKind): ConnectedLater =>
    new ConnectedLater({ ...targetOf(settings, regionKind), auditRegion: target.auditRegion, lost }, (here) =>
      connectSurvey(here, { ...connecting, clock }),
    );
  const regions = { primary: regionAt('primary'), recovery: regionAt('recovery') };
  const clients = patience === 'little' ? regions[target.regionKind].clients : props.action.clients;
  return {
    settings,
    names: namesFor(settings),
    clock,
    ...regions,
    serving,
    caller,
    action: { ...props.action, clients },
    audit: { s3: clients.audit, bucket: auditBucketOf(target), clock },
    infrastructure,
    drills,
    node: process.versions.node,
    env,
    incidentsFolder,
    ...given({ run }),
    seen: new Map(),
    close() {
      for (const region of Object.values(regions)) region.destroy();
    },
  };
}

/** Most surveys ask one region alone: the clients of the other one are never made. */
class ConnectedLater implements RegionSurvey {
  private connected: RegionSurvey['clients'] | undefined;

  constructor(
    readonly target: Target,
    private readonly connect: (target: Target) => RegionSurvey['clients'],
  ) {}

  get clients(): RegionSurvey['clients'] {
    this.connected ??= this.connect(this.target);
    return this.connected;
  }

  destroy(): void {
    this.connected?.destroy();
  }
}

/** Looks once, whoever asks: checks run at the same time and share what they see. */
export function once<Value>(
  { seen }: Pick<Survey, 'seen'>,
  what: string,
  look: () => Promise<Value>,
): Promise<Value> {
  const begun = seen.get(what);
  if (begun !== undefined) return begun as Promise<Value>;
  const looking = look();
  seen.set(what, looking);
  return looking;
}

/** The two regions, and which of them takes traffic. */
type Regions<Region> = Pick<Survey, 'serving'> & Readonly<Record<RegionKind, Region>>;

export function servingOf<Region>(survey: Regions<Region>): Region {
  return survey[survey.serving];
}

export function standbyOf<Region>(survey: Regions<Region>): Region {
  return survey[otherRegionKind(survey.serving)];
}

/** Whether the caller may do what an operator may: of anybody else, a denial says nothing. */
export function isOperator({ caller, names }: Pick<Survey, 'caller' | 'names'>): boolean {
  return caller.arn.includes(`:assumed-role/${names.role('recovery-operator')}/`);
}
