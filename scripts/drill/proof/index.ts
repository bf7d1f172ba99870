import { namesFor } from '../../../settings';
import { folderOf } from '../../local-cloud/process/description';
import type { LocalEnvironment } from '../../local-deploy/environment';
import type { DrillClients } from '../connection';
import { ConfigurationSession } from '../worker/configuration';
import type { Ledger } from '../worker/ledger';
import type { Worker } from '../worker/worker';
import type { Finding } from './finding';
import { proveItems, type TableEvidence } from './items';
import { proveLateWriter } from './late-writer';
import { proveNoSecret } from './no-secret';
import { provePlan } from './plan';
import { provePointer } from './pointer';
import { readStream } from './read-stream';
import { readTable } from './read-table';
import { describeSettings, proveAlarms, proveSettings, type DescribedSettings } from './settings';

export interface ProofProps {
  readonly environment: LocalEnvironment;
  readonly builder: DrillClients;
  readonly workerClients: DrillClients;
  /** The probe, after it has ended. */
  readonly worker: Pick<Worker, 'brokenTokens' | 'availability'>;
  /** The session of a worker that slept through everything. */
  readonly late: ConfigurationSession;
  readonly ledger: Ledger;
  readonly settingsBefore: DescribedSettings;
  /** Milliseconds since the epoch. */
  readonly restorePoint: number;
  readonly haltedAt: number;
  readonly source: string;
  readonly restored: string;
  readonly incident: string;
  readonly secretMarker: string;
  /** What programs printed, by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** Looks at everything that a recovery must have brought about, with readers of its own. */
export async function prove(props: ProofProps): Promise<Finding[]> {
  const { environment, builder, workerClients, late, source, restored } = props;
  const names = namesFor(environment.settings);
  const planning = provePlan({
    environment,
    stack: names.stack('primary'),
    restored,
  });
  const [before, after, settings, now, alarms, plan] = await Promise.all([
    evidenceOf(builder, source),
    evidenceOf(builder, restored),
    describeSettings(builder.dynamodb, restored),
    ConfigurationSession.start(workerClients.appconfigdata, names),
    proveAlarms(builder.cloudwatch, { source, restored }),
    planning,
  ]);
  // After the old table was read: this one tries to write there.
  const lateWriter = await proveLateWriter(workerClients.dynamodb, late.pointer);
  return [
    provePointer({ before: late.pointer, now: now.pointer, restored, incident: props.incident }),
    ...proveItems({ ...props, source: before, restored: after }),
    proveSettings({ names, before: props.settingsBefore, after: settings }),
    alarms,
    plan,
    lateWriter,
    proveService(props),
    await noSecret(props),
  ];
}

async function evidenceOf(clients: DrillClients, table: string): Promise<TableEvidence> {
  const [state, records] = await Promise.all([
    readTable(clients.dynamodb, table),
    readStream(clients, table),
  ]);
  return { name: table, state, records };
}

function proveService({ worker, ledger, restored }: ProofProps): Finding {
  const { refusals, reads } = worker.availability;
  const backAt = ledger.writes.find(({ table }) => table === restored)?.time ?? Infinity;
  const broken = worker.brokenTokens.filter((time) => time >= backAt).length;
  return {
    id: 'service',
    claim:
      'reads were answered all the time, and every token since the recovery; writes were only refused on purpose',
    holds: broken === 0 && reads.failed === 0 && refusals.failed === 0,
    evidence: `${reads.answered} reads answered, ${reads.failed} not; broken tokens: ${worker.brokenTokens.length - broken} before, ${broken} since; ${refusals.failed} writes failed`,
  };
}

/** Last: everything that will be written has been. */
function noSecret({ environment, builder, secretMarker, outputs }: ProofProps): Promise<Finding> {
  const { settings, workspace, cloud } = environment;
  const names = namesFor(settings);
  return proveNoSecret({
    marker: secretMarker,
    folders: [workspace.directory, folderOf(cloud.name)],
    outputs,
    s3: builder.s3,
    buckets: [
      names.bucket('audit', settings.recovery.region),
      names.bucket('state', settings.primary.region),
      names.bucket('state', settings.recovery.region),
    ],
  });
}
