import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { loadSettings, type Settings } from '../../../settings';
import type { RegionKind } from '../../../settings/regions';
import type { Incident } from '../../engine/journal/replay';
import { PROJECT_ROOT } from '../../project-root';
import type { Action } from '../../recovery/aws/action';
import { openConnection, type Connection } from '../../recovery/incident/connection';
import { keepDocument } from '../../recovery/incident/documents';
import { incidentFolder, incidentsFolder, newIncidentId } from '../../recovery/incident/incident-folder';
import type { Target } from '../../recovery/aws/target';
import type { Infrastructure } from '../../recovery/service/terraform/infrastructure';
import { terraformInfrastructure } from '../../recovery/service/terraform/terraform-infrastructure';
import { resolverFrom } from '../../recovery/service/traffic/resolver';
import type { RecordedDataLossWindow } from '../../recovery/incident/data-loss';
import type { RecoveryWorld } from '../../runbooks/world';
import { again, type Invocation } from '../declaration/invocation';
import { complete, completed, scopeOf } from '../declaration/next';
import { regionKindNamed } from './region-kind';
import type { Surroundings } from './surroundings';
import { given } from '../../engine/given';

/** Options of every command that talks to the service. */
export interface CommonInput {
  readonly env?: string | undefined;
  readonly region?: string | undefined;
  /** How an earlier version named the region. */
  readonly role?: RegionKind | undefined;
}

/** What is known before anybody is asked. */
export interface Preparation extends Surroundings {
  /** What was typed. */
  readonly invocation: Invocation;
  readonly settings: Settings;
  readonly settingsDirectory: string;
}

/** What a command works with. */
export interface Operation extends Preparation {
  readonly connection: Connection;
  /** The other region of the service, where a procedure works with both. */
  readonly source?: RecoveryWorld['source'];
  /** Of all incidents, on this machine. */
  readonly folder: string;
}

/** What a command was called with. */
export interface Call extends Surroundings {
  readonly invocation: Invocation;
}

/**
 * The settings of the environment that was asked for. Asks nobody.
 *
 * @throws SettingsError
 */
export function prepare(call: Call, { env: environment }: CommonInput): Preparation {
  const env: Call['env'] = {
    ...call.env,
    ...given({ SYNCWELL_ENV: environment }),
  };
  const settingsDirectory = env.SYNCWELL_SETTINGS_DIRECTORY ?? join(PROJECT_ROOT, 'settings');
  const settings = call.settings ?? loadSettings({ env, directory: settingsDirectory });
  return { ...call, env, settingsDirectory, settings };
}

/**
 * Reads the settings, connects to their account and does the work.
 *
 * @param usual the region that is worked in unless one is named @default the serving one
 * @throws SettingsError; UsageError for another region; Stop NOT_SIGNED_IN, WRONG_ACCOUNT, CLOCK_REFUSED; what `work` throws
 */
export async function operate<Result>(
  call: Call,
  input: CommonInput,
  work: (operation: Operation) => Promise<Result>,
  usual?: RegionKind,
): Promise<Result> {
  const prepared = prepare(call, input);
  const { settings, env, time, connecting } = prepared;
  const regionKind = regionKindOf(settings, input) ?? usual ?? settings.serving;
  const connection = await openConnection(settings, env, { regionKind, time, connecting });
  try {
    return await work({ ...prepared, connection, folder: incidentsFolder(env) });
  } finally {
    connection.clients.destroy();
  }
}

/** By the region that was named, or as earlier versions named it. @throws UsageError */
function regionKindOf(settings: Settings, { region, role }: CommonInput): RegionKind | undefined {
  return region === undefined ? role : regionKindNamed(settings, '--region', region);
}

/** For actions outside of a runbook: what they do is told line by line. */
export function actionOf({ connection, output, signal }: Operation): Action {
  const { target, clients, clock } = connection;
  let last = '';
  return {
    target,
    clients,
    clock,
    signal,
    progress(text) {
      if (text !== last) output.say(text);
      last = text;
    },
  };
}

export function infrastructureOf(
  { infrastructure, settingsDirectory, env, connection }: Operation,
  target: Target = connection.target,
): Infrastructure {
  return infrastructure?.(target) ?? terraformInfrastructure({ target, settingsDirectory, env });
}

/** What the steps of an incident work with. */
export function worldOf(
  operation: Operation,
  incident: Pick<Incident, 'id' | 'acknowledgements'>,
): RecoveryWorld {
  const { connection, source, env, folder, connecting, resolver } = operation;
  const { target, clients, audit } = connection;
  return {
    target,
    clients,
    source,
    resolver: resolver ?? resolverFrom(env),
    infrastructure: infrastructureOf(operation),
    acknowledged: incident.acknowledgements.at(-1)?.data as RecordedDataLossWindow | undefined,
    folder: incidentFolder(folder, incident.id),
    connecting,
    keep: (name, content) => keepDocument({ audit, folder, incident: incident.id }, name, content),
  };
}

/** An id for a new incident. */
export function newIncident({ connection: { clock }, incidentSuffix = randomBytes }: Operation): string {
  return newIncidentId(clock, incidentSuffix);
}

/** A command of this tool to type next, for the same environment and region. @param text `npx recover ...`; others stay */
export function nextFrom({ invocation, env }: Call, text: string): string {
  return complete(text, scopeOf(invocation, env));
}

/** What was typed, with other options. */
export function sameWith({ invocation, env }: Call, changes: NonNullable<Invocation['options']>): string {
  return completed(again(invocation, changes), scopeOf(invocation, env));
}
