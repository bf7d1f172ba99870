import { DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { DescribeAlarmsCommand, GetDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { readLiveTable } from '../../../scripts/recovery/service/terraform/live-table';
import type { Action } from '../../../scripts/recovery/aws/action';
import type { Clients } from '../../../scripts/recovery/aws/clients';
import type { Target } from '../../../scripts/recovery/aws/target';
import { readPointer } from '../../../scripts/recovery/service/pointer/pointer';
import { readTableSettings } from '../../../scripts/recovery/table/settings';
import { readFence } from '../../../scripts/recovery/service/writers/fence';
import type { Clock } from '../../../scripts/engine/clock';
import type { PlainItem } from '../../../scripts/drill/generated-users';
import { keyOf } from './corruption';
import { LATE } from './late-worker';

/** Everything that a recovery changes, without the times at which it did. */
export interface EndState {
  /** Names of the tables, in alphabetical order. */
  readonly tables: readonly string[];
  /** Items by table and key, without those of the late worker. */
  readonly items: Readonly<Record<string, Readonly<Record<string, PlainItem>>>>;
  readonly pointer: {
    readonly tableName: string;
    readonly epoch: number;
    readonly writesEnabled: boolean;
    readonly incidentId: string | null;
  };
  readonly fences: Readonly<Record<string, string | null>>;
  /** Settings, watch and fleet, as they are to be compared with another history's. */
  readonly rest: unknown;
}

/** Reads it with clients that nothing disturbs. @param settingsFile the active table by the settings file */
export async function endStateOf(
  clients: Clients,
  target: Target,
  clock: Clock,
  settingsFile: string,
): Promise<EndState> {
  const { signal } = new AbortController();
  const action: Action = { target, clients, clock, signal, progress: () => undefined };
  const { names } = target;
  const { TableNames: tables = [] } = await clients.dynamodb.send(new ListTablesCommand({}));
  const pointer = await readPointer(action);
  const byTable = async <Value>(read: (table: string) => Promise<Value>): Promise<Record<string, Value>> =>
    Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await read(table)] as const)));
  const [settings, items, fences, alarms, dashboard, services, scaling, liveTable] = await Promise.all([
    byTable((table) => readTableSettings(action, table)),
    byTable((table) => itemsOf(clients, table)),
    byTable(async (table) => (await readFence(action, table)).document),
    clients.cloudwatch.send(new DescribeAlarmsCommand({})),
    clients.cloudwatch.send(new GetDashboardCommand({ DashboardName: names.dashboard })),
    clients.ecs.send(new DescribeServicesCommand({ cluster: names.cluster, services: [names.service] })),
    clients.autoscaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' })),
    readLiveTable(action),
  ]);
  return {
    tables: [...tables].sort(),
    items,
    pointer,
    fences,
    rest: {
      settings,
      liveTable,
      settingsFile,
      dashboard: dashboard.DashboardBody,
      alarms: alarms.MetricAlarms?.map(({ AlarmName, Metrics, Dimensions, AlarmActions, StateValue }) => ({
        AlarmName,
        Metrics,
        Dimensions,
        AlarmActions,
        StateValue,
      })),
      desiredCount: services.services?.[0]?.desiredCount,
      scaling: scaling.ScalableTargets?.map(({ MinCapacity, MaxCapacity, SuspendedState }) => ({
        MinCapacity,
        MaxCapacity,
        SuspendedState,
      })),
    },
  };
}

async function itemsOf({ dynamodb }: Clients, TableName: string): Promise<Record<string, PlainItem>> {
  const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName, ConsistentRead: true }));
  const found = Items.map((item) => unmarshall(item) as PlainItem).filter(
    ({ PK }) => !String(PK).startsWith(LATE),
  );
  return Object.fromEntries(found.map((item) => [keyOf(item), item]));
}

/** The same state with what may differ between two histories of one corruption taken out. */
export function comparable({ pointer, ...state }: EndState): unknown {
  const { tableName, epoch, writesEnabled, incidentId } = pointer;
  const text = JSON.stringify({ ...state, pointer: { tableName, epoch, writesEnabled, incidentId } });
  // Its day is in a restored table's name, and a credential's last letters are made up.
  return JSON.parse(
    text.replaceAll(/SyncWellMetadata-restored-[\d-]+\d/g, 'RESTORED').replaceAll(/token-\w{6}/g, 'token'),
  );
}
