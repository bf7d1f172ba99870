import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { namesFor } from '../../../settings';
import { folderOf } from '../../local-cloud/process/description';
import type { LocalEnvironment } from '../../local-deploy/environment';
import type { DrillClients } from '../connection';
import { ConfigurationSession } from '../worker/configuration';
import type { Ledger } from '../worker/ledger';
import type { Worker } from '../worker/worker';
import { some, type Finding } from './finding';
import { proveItems, type TableEvidence } from './items';
import { proveLateWriter } from './late-writer';
import { proveNoSecret } from './no-secret';
import { proveNoChange, provePlan } from './plan';
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
  readonly found: number;
  readonly resumedAt: number;
  readonly haltedAt: number;
  /** Keys that the recovery has listed for a person. */
  readonly waiting: ReadonlySet<string>;
  readonly source: string;
  readonly restored: string;
  readonly incident: string;
  readonly secretMarker: string;
  /** What programs printed, by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

export interface Proof {
  readonly findings: readonly Finding[];
  /** Keys whose right writes are neither in the table that serves nor listed for a person. */
  readonly lost: ReadonlySet<string>;
}

/** Looks at everything that a recovery must have brought about, with readers of its own. */
export async function prove(props: ProofProps): Promise<Proof> {
  const { environment, builder, workerClients, late, source, restored } = props;
  const names = namesFor(environment.settings);
  const stack = names.stack('primary');
  const isMoved = restored !== source;
  const planning = isMoved
    ? provePlan({ environment, stack, restored })
    : proveNoChange({ environment, stack });
  const [before, after, settings, now, alarms, plan] = await Promise.all([
    evidenceOf(builder, source),
    isMoved ? evidenceOf(builder, restored) : undefined,
    describeSettings(builder.dynamodb, restored),
    ConfigurationSession.start(workerClients.appconfigdata, names),
    isMoved ? proveAlarms(builder.cloudwatch, { source, restored }) : proveNoTable(builder, source),
    planning,
  ]);
  // After the old table was read: this one tries to write there.
  const lateWriter = isMoved ? [await proveLateWriter(workerClients.dynamodb, late.pointer)] : [];
  const items = proveItems({ ...props, source: before, restored: after ?? before });
  const findings = [
    provePointer({ before: late.pointer, now: now.pointer, restored, incident: props.incident }),
    ...items.findings,
    proveSettings({ names, before: props.settingsBefore, after: settings, moved: isMoved }),
    alarms,
    plan,
    ...lateWriter,
    proveService(props),
    await noSecret(props),
  ];
  return { findings, lost: items.lost };
}

/** A rewind makes no table. */
async function proveNoTable({ dynamodb }: DrillClients, source: string): Promise<Finding> {
  const { TableNames: tables = [] } = await dynamodb.send(new ListTablesCommand({}));
  const others = tables.filter((table) => table.startsWith(source) && table !== source);
  return {
    id: 'no-new-table',
    claim: 'no table was made',
    holds: others.length === 0,
    evidence: others.length === 0 ? `${source} alone` : `made: ${some(others)}`,
  };
}

async function evidenceOf(clients: DrillClients, table: string): Promise<TableEvidence> {
  const [state, records] = await Promise.all([
    readTable(clients.dynamodb, table),
    readStream(clients, table),
  ]);
  return { name: table, state, records };
}

function proveService({ worker, ledger, restored, resumedAt }: ProofProps): Finding {
  const { refusals, reads } = worker.availability;
  const back = ledger.writes.find(({ table, time }) => table === restored && time >= resumedAt);
  const backAt = back?.time ?? Infinity;
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
