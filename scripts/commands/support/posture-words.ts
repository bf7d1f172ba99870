import type { Settings } from '../../../settings';
import type { Observation } from '../../recovery/aws/observe';
import type { Posture, RecoveryPoint, RecoveryPoints } from '../../recovery/readiness';
import { duration } from '../../engine/progress/time-left';

/** A posture for people, one line each. */
export function describePosture(posture: Posture, { objectives }: Settings): string[] {
  const { pointer, settingsTable, parameterTable, window, lease, running, fences } = posture;
  const live = 'value' in pointer ? pointer.value : undefined;
  const fence = live === undefined ? undefined : fences[live.tableName];
  return [
    `live table (AppConfig): ${words(pointer, ({ tableName, epoch }) => `${tableName}, epoch ${epoch}`)}`,
    `settings file: ${words(settingsTable, (table) => table)}; deploy interlock: ${words(parameterTable, (table) => table)}`,
    `writes: ${words(pointer, ({ writesEnabled }) => (writesEnabled ? 'enabled' : 'DISABLED'))} in AppConfig; policy of the table: ${
      fence === undefined ? 'not known' : words(fence, (raised) => (raised ? 'DENIES WRITES' : 'no fence'))
    }`,
    `point-in-time recovery: ${words(window, ({ earliest, latest }) => `${earliest} to ${latest}`)}`,
    ...describeRecoveryPoints(posture, objectives.recoveryPointMinutes),
    `recoveries: ${words(running, (incidents) => (incidents.length === 0 ? 'none under way' : incidents.map(({ id }) => id).join(', ')))}; lease: ${words(
      lease,
      (record) => (record === null ? 'free' : `${record.operator} on ${record.host}, ${record.incident}`),
    )}`,
  ];
}

const SOURCES: Readonly<Record<keyof RecoveryPoints, string>> = {
  pointInTime: 'point-in-time recovery, in the region itself',
  vault: 'table, from the vault of the other region',
  vaultChanges: '  its changes',
  vaultExports: '  its exports',
  secrets: 'secrets, from the vault of the other region',
  replica: 'replica in the other region',
};

/** What would be lost now, by source. */
function describeRecoveryPoints({ recoveryPoints }: Posture, objective: number): string[] {
  const points = Object.entries(recoveryPoints) as [keyof RecoveryPoints, Observation<RecoveryPoint>][];
  return [
    `recovery points now, of ${objective} min allowed:`,
    ...points.map(
      ([source, observation]) =>
        `  ${SOURCES[source]}: ${words(observation, ({ at, ageSeconds, note }) =>
          [
            at === null || ageSeconds === null ? 'none' : `${duration(ageSeconds * 1000)} ago (${at})`,
            ...(note === undefined ? [] : [note]),
          ].join('; '),
        )}`,
    ),
  ];
}

function words<Value>(observation: Observation<Value>, say: (value: Value) => string): string {
  return 'value' in observation ? say(observation.value) : `not known (${observation.problem})`;
}
