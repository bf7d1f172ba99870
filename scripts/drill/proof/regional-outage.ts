import { folderOf } from '../../local-cloud/process/description';
import { portableFingerprint, type TableState } from '../item';
import type { Ledgers } from '../outage/measure';
import type { Prepared } from '../outage/prepare';
import { factOf, type Struck } from '../outage/run-outage';
import { ConfigurationSession } from '../worker/configuration';
import { proveCredentials } from './credentials';
import type { Finding } from './finding';
import { proveLateWriter } from './late-writer';
import { proveNoSecret } from './no-secret';
import { proveNextDeploy } from './plan';
import { readStream, rewound } from './read-stream';
import { readTable } from './read-table';
import { proveKept, proveRebuilt } from './rebuilt-items';
import { proveRequests } from './requests';
import { proveAlarms, describeSettings, proveSettings } from './settings';
import { provePointerMoved, proveServed, proveTraffic } from './served-elsewhere';
import { proveSettingsElsewhere } from './settings-elsewhere';

export interface OutageProofProps {
  readonly prepared: Prepared;
  readonly struck: Struck;
  readonly ledgers: Ledgers;
  readonly evidence: OutageEvidence;
}

/** The tables of both regions after everything, as readers of the drill's own found them. */
export interface OutageEvidence {
  /** What the rebuild brought to the recovery region, before anybody wrote to it. */
  readonly brought: TableState;
  readonly away: TableState;
  readonly back: TableState;
  /** Names of the tables that served. */
  readonly tables: { readonly away: string; readonly back: string };
  readonly restorePoint: number;
}

/** Reads both tables; nobody writes any more. */
export async function gatherEvidence(
  { world: { builder }, probe }: Prepared,
  { rebuild, failback }: Struck,
): Promise<OutageEvidence> {
  const tables = {
    away: factOf(rebuild.incident, 'restoredTable'),
    back: factOf(failback.incident, 'restoredTable'),
  };
  const { dynamodb } = builder.recovery;
  const [away, back, records] = await Promise.all([
    readTable(dynamodb, tables.away, portableFingerprint),
    readTable(builder.primary.dynamodb, tables.back, portableFingerprint),
    readStream(builder.recovery, tables.away, portableFingerprint),
  ]);
  // The stream tells whole seconds; before the users came, the rebuild had long written its last item.
  const came = Math.floor((probe.stays[1]?.since ?? 0) / 1000) * 1000;
  return {
    brought: rewound(
      away,
      records.filter(({ second }) => second >= came),
    ),
    away,
    back,
    tables,
    restorePoint: Date.parse(factOf(rebuild.incident, 'restorePoint')),
  };
}

/** Looks at everything that a rebuild in another region and the way back must have brought about. */
export async function proveOutage(props: OutageProofProps): Promise<Finding[]> {
  const { prepared, struck, ledgers, evidence } = props;
  const { world, population } = prepared;
  const { names, builder, regions, worker } = world;
  const { brought, tables, restorePoint } = evidence;
  const { mark, lost, requests, home, away } = struck;
  const [secretsAway, secretsBack, settingsBack, alarmsBack, alarmsAway, now, plans] = await Promise.all([
    proveCredentials({
      ...builder.recovery,
      table: tables.away,
      region: regions.recovery,
      tokens: population.tokens,
    }),
    proveCredentials({
      ...builder.primary,
      table: tables.back,
      region: regions.primary,
      tokens: population.tokens,
    }),
    describeSettings(builder.primary.dynamodb, tables.back),
    proveAlarms(builder.primary.cloudwatch, { source: names.originalTable, restored: tables.back }),
    proveAlarms(builder.recovery.cloudwatch, { source: names.originalTable, restored: tables.away }),
    ConfigurationSession.start(worker.primary.appconfigdata, names),
    provePlans(props),
  ]);
  // After the tables were read: these try to write to them.
  const lateHome = await proveLateWriter(worker.primary.dynamodb, home.session.pointer);
  const lateAway = await proveLateWriter(worker.recovery.dynamodb, away.session.pointer);
  return [
    ...proveRequests({ requests, lost: regions.primary, recovery: regions.recovery }),
    ...proveRebuilt({ home: ledgers.home, brought, restorePoint, mark, lost }),
    inRegion('recovery', secretsAway),
    inRegion(
      'recovery',
      provePointerMoved(home.session.pointer, away.session.pointer, {
        table: tables.away,
        incident: struck.rebuild.incident.id,
      }),
    ),
    inRegion('recovery', proveSettingsElsewhere({ names, before: home.settings, after: away.settings })),
    inRegion('recovery', alarmsAway),
    ...proveKept({
      brought,
      away: { ledger: ledgers.away, table: tables.away, state: evidence.away },
      back: { ledger: ledgers.back, table: tables.back, state: evidence.back },
    }),
    inRegion('primary', secretsBack),
    inRegion(
      'primary',
      provePointerMoved(home.session.pointer, now.pointer, {
        table: tables.back,
        incident: struck.failback.incident.id,
      }),
    ),
    inRegion('primary', proveSettings({ names, before: home.settings.settings, after: settingsBack })),
    inRegion('primary', alarmsBack),
    ...plans,
    inRegion('primary', lateHome),
    inRegion('recovery', lateAway),
    proveTraffic(prepared.probe, { lost, now: await prepared.where.now() }),
    proveServed(prepared.probe),
    await noSecret(props),
  ];
}

async function provePlans({ prepared, evidence }: OutageProofProps): Promise<Finding[]> {
  const { environment, names } = prepared.world;
  await environment.synth();
  const plans = await Promise.all([
    proveNextDeploy({ environment, stack: names.stack('recovery'), restored: evidence.tables.away }),
    proveNextDeploy({ environment, stack: names.stack('primary'), restored: evidence.tables.back }),
  ]);
  return plans.map((plan, index) => inRegion(index === 0 ? 'recovery' : 'primary', plan));
}

/** Last: everything that will be written has been. */
async function noSecret({ prepared, struck }: OutageProofProps): Promise<Finding> {
  const { world, population, protection } = prepared;
  const { environment, names, regions, builder } = world;
  const { looks, found } = struck.processes;
  const finding = await proveNoSecret({
    marker: population.tokens.marker,
    folders: [environment.workspace.directory, folderOf(environment.cloud.name)],
    outputs: {
      protect: protection.output,
      'run regional-outage': struck.rebuild.output,
      'run failback': struck.failback.output,
    },
    s3: builder.recovery.s3,
    buckets: [regions.primary, regions.recovery].flatMap((region) =>
      (['audit', 'state', 'exports', 'changes', 'secrets'] as const).map((purpose) =>
        names.bucket(purpose, region),
      ),
    ),
  });
  return {
    ...finding,
    claim: 'no token is in any file, output, state, journal or vault, nor in the arguments of any program',
    holds: finding.holds && found === 0 && looks > 0,
    evidence: `${finding.evidence}; in the arguments of all programs, looked at ${looks} times: ${found} times`,
  };
}

function inRegion(regionKind: 'primary' | 'recovery', finding: Finding): Finding {
  return {
    ...finding,
    id: `${finding.id}-${regionKind}`,
    claim: `${regionKind} region: ${finding.claim}`,
  };
}
