import type { Settings } from '../../../settings';
import type { Looked } from '../../recovery/posture/looked';
import type { Posture } from '../../recovery/posture/read-posture';
import { duration } from '../../runbook/progress/time-left';

/** A posture for people, one line each. */
export function describePosture(posture: Posture, { objectives }: Settings): string[] {
  const { pointer, settingsTable, parameterTable, window, lease, running, fences, now } = posture;
  const live = 'value' in pointer ? pointer.value : undefined;
  const fence = live === undefined ? undefined : fences[live.tableName];
  return [
    `live table (AppConfig): ${words(pointer, ({ tableName, epoch }) => `${tableName}, epoch ${epoch}`)}`,
    `settings file: ${words(settingsTable, (table) => table)}; deploy interlock: ${words(parameterTable, (table) => table)}`,
    `writes: ${words(pointer, ({ writesEnabled }) => (writesEnabled ? 'enabled' : 'DISABLED'))} in AppConfig; policy of the table: ${
      fence === undefined ? 'not known' : words(fence, (raised) => (raised ? 'DENIES WRITES' : 'no fence'))
    }`,
    `point-in-time recovery: ${words(
      window,
      ({ earliest, latest }) =>
        `${earliest} to ${latest}; RPO now ${duration(Math.max(0, now - Date.parse(latest)))} of ${objectives.recoveryPointMinutes} min`,
    )}`,
    `recoveries: ${words(running, (incidents) => (incidents.length === 0 ? 'none under way' : incidents.map(({ id }) => id).join(', ')))}; lease: ${words(
      lease,
      (record) => (record === null ? 'free' : `${record.operator} on ${record.host}, ${record.incident}`),
    )}`,
  ];
}

function words<Value>(looked: Looked<Value>, say: (value: Value) => string): string {
  return 'value' in looked ? say(looked.value) : `not known (${looked.problem})`;
}
