import { Command, Option } from 'commander';
import { join } from 'node:path';
import { loadSettings, type Settings } from '../../../settings';
import type { Role } from '../../../settings/regions';
import type { Action } from '../../recovery/aws/action';
import { terraformInfrastructure } from '../../recovery/service/terraform/terraform-infrastructure';
import { keepDocument } from '../../recovery/incident/documents';
import { openConnection, type Connection } from '../../recovery/incident/connection';
import { incidentFolder, incidentsFolder } from '../../recovery/incident/incident-folder';
import { resolverFrom } from '../../recovery/service/traffic/resolver';
import type { Incident } from '../../engine/journal/replay';
import type { TimeSpan } from '../../runbooks/facts';
import type { RecoveryWorld } from '../../runbooks/world';
import { outputFor, type Output } from './output';
import { stopOnSignal } from './stop-on-signal';
import { PROJECT_ROOT } from '../../project-root';

const SETTINGS_DIRECTORY = join(PROJECT_ROOT, 'settings');

/** Options of every command that talks to the service. */
export interface CommonOptions {
  readonly env?: string;
  readonly json: boolean;
  /** The half of the service to work on. @default the one that serves, by the settings @throws UsageError */
  readonly role?: Role | ((settings: Settings) => Role);
}

/** A command that talks to the service of one environment. */
export function operatorCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--env <name>', 'environment, instead of SYNCWELL_ENV')
    .addOption(
      new Option(
        '--role <half>',
        'the half of the service to work on (default: the one that serves, by the settings)',
      ).choices(['primary', 'recovery']),
    )
    .option(
      '--json',
      'print the result as JSON on standard output, everything else on standard error',
      false,
    );
}

/** What a command works with. */
export interface Operation {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: Settings;
  readonly settingsDirectory: string;
  readonly connection: Connection;
  /** The other half of the service, where a procedure works with both. */
  readonly source?: RecoveryWorld['source'];
  /** Of all incidents, on this machine. */
  readonly folder: string;
  readonly output: Output;
  /** Aborted when the operator asks to stop. */
  readonly signal: AbortSignal;
}

/**
 * The settings of the environment that was asked for. Asks nobody.
 *
 * @throws SettingsError
 */
export function settingsOf(
  options: CommonOptions,
): Pick<Operation, 'env' | 'settingsDirectory' | 'settings'> {
  const env: Operation['env'] = {
    ...process.env,
    ...(options.env === undefined ? {} : { SYNCWELL_ENV: options.env }),
  };
  const settingsDirectory = env.SYNCWELL_SETTINGS_DIRECTORY ?? SETTINGS_DIRECTORY;
  const settings = loadSettings({ env, directory: settingsDirectory });
  return { env, settingsDirectory, settings };
}

/**
 * Reads the settings, connects to their account and does the work; Ctrl-C is told to it by the signal.
 *
 * @throws SettingsError; Stop NOT_SIGNED_IN, WRONG_ACCOUNT, CLOCK_REFUSED; what `work` throws
 */
export async function operate(
  options: CommonOptions,
  work: (operation: Operation) => Promise<void>,
): Promise<void> {
  const { env, settingsDirectory, settings } = settingsOf(options);
  const { role } = options;
  const half = typeof role === 'function' ? role(settings) : (role ?? settings.serving);
  const connection = await openConnection(settings, env, { role: half });
  const { signal, dispose } = stopOnSignal((line) => {
    console.error(line);
  });
  try {
    const folder = incidentsFolder(env);
    const output = outputFor(options);
    await work({ env, settings, settingsDirectory, connection, folder, output, signal });
  } finally {
    dispose();
    connection.clients.destroy();
  }
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

/** What the steps of an incident work with. */
export function worldOf(
  operation: Operation,
  incident: Pick<Incident, 'id' | 'acknowledgements'>,
): RecoveryWorld {
  const { connection, source, env, settingsDirectory, folder } = operation;
  const { target, clients, audit } = connection;
  return {
    target,
    clients,
    source,
    resolver: resolverFrom(env),
    infrastructure: terraformInfrastructure({ target, settingsDirectory, env }),
    acknowledged: incident.acknowledgements.at(-1)?.data as TimeSpan | undefined,
    folder: incidentFolder(folder, incident.id),
    keep: (name, content) => keepDocument({ audit, folder, incident: incident.id }, name, content),
  };
}
