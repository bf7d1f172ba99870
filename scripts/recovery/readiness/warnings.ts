import { namesFor, type Settings } from '../../../settings';
import { isoTime } from '../../engine/clock';
import { valueOf, type Looked } from '../aws/looked';
import type { Posture } from './read-posture';
import type { RecoveryPoint } from './recovery-points';

/** Something that must not stay as it is, and the command that ends it. */
export interface Warning {
  readonly what: string;
  readonly next: string;
}

/** Every emergency state, until it is gone. Pure. */
export function warningsOf(posture: Posture, settings: Settings): Warning[] {
  return [
    ...unseen(posture),
    ...incidents(posture),
    ...writes(posture),
    ...pointers(posture, settings),
    ...protection(posture, settings),
    ...copies(posture, settings),
  ];
}

function unseen(posture: Posture): Warning[] {
  const { pointer, settingsTable, parameterTable, window, lease, running } = posture;
  return Object.entries({ pointer, settingsTable, parameterTable, window, lease, running }).flatMap(
    ([what, looked]) =>
      'problem' in looked
        ? [{ what: `${what} cannot be seen: ${looked.problem}`, next: 'aws sts get-caller-identity' }]
        : [],
  );
}

function incidents({ running, lease }: Posture): Warning[] {
  const held = valueOf(lease);
  return (valueOf(running) ?? []).map(({ id, runbook, declaredAt, declaredBy }) =>
    held?.incident === id
      ? {
          what: `${id} (${runbook}) is being run by ${held.operator} on ${held.host}`,
          next: `npx recover report ${id}`,
        }
      : {
          what: `${id} (${runbook}), declared ${declaredAt} by ${declaredBy}, has stopped half way`,
          next: `npx recover resume ${id}`,
        },
  );
}

function writes({ pointer, fences, running }: Posture): Warning[] {
  const live = valueOf(pointer);
  if (live === undefined) return [];
  const halter = (valueOf(running) ?? []).find(({ id }) => id === live.incidentId);
  const next =
    halter === undefined || halter.runbook === 'halt-writes'
      ? 'npx recover resume-writes'
      : `npx recover resume ${halter.id}`;
  const fence = fences[live.tableName];
  return [
    ...(live.writesEnabled
      ? []
      : [
          {
            what: `the service refuses writes: AppConfig says writesEnabled false (${live.incidentId ?? 'no incident'})`,
            next,
          },
        ]),
    ...(fence !== undefined && valueOf(fence) === true
      ? [{ what: `the policy of the live table ${live.tableName} denies writes`, next }]
      : []),
    // A late worker could still write where nobody reads.
    ...Object.entries(fences)
      .filter(([table, looked]) => table !== live.tableName && valueOf(looked) === false)
      .map(([table]) => ({
        what: `${table} is no longer live, but its policy does not deny writes`,
        next: `npx recover halt-writes --table ${table}`,
      })),
  ];
}

function pointers({ pointer, settingsTable, parameterTable }: Posture, settings: Settings): Warning[] {
  const live = valueOf(pointer)?.tableName;
  if (live === undefined) return [];
  const { liveTableParameter } = namesFor(settings);
  const others = [
    { where: 'the settings file', looked: settingsTable, next: 'git pull' },
    {
      where: 'the deploy interlock',
      looked: parameterTable,
      next: `aws ssm get-parameter-history --name ${liveTableParameter} --region ${settings.primary.region}`,
    },
  ];
  return others.flatMap(({ where, looked, next }) => {
    const table = valueOf(looked);
    if (table === undefined || table === live) return [];
    return [{ what: `AppConfig names ${live}, ${where} names ${table}: deploys are refused`, next }];
  });
}

function protection({ window, pointer, now }: Posture, { objectives }: Settings): Warning[] {
  const table = valueOf(pointer)?.tableName ?? 'TABLE';
  const latest = valueOf(window)?.latest;
  if (latest === undefined) return [];
  const lag = (now - Date.parse(latest)) / 60_000;
  return lag <= objectives.recoveryPointMinutes
    ? []
    : [
        {
          what: `the table could be restored only to ${latest}, ${Math.round(lag)} minutes before ${isoTime(now)}; the objective is ${objectives.recoveryPointMinutes}`,
          next: `aws dynamodb describe-continuous-backups --table-name ${table}`,
        },
      ];
}

/** Minutes after which exports are late: each takes a quarter of an hour of changes, and as long to be made. */
const EXPORTS_LATE = 60;

/** What of the service is not in the other region, or not fresh enough. */
function copies(
  { recoveryPoints, now }: Posture,
  { objectives: { recoveryPointMinutes: allowed } }: Settings,
): Warning[] {
  const { vault, vaultExports, secrets, replica } = recoveryPoints;
  const next = 'npx recover protect';
  return [
    ...late({ what: 'the copy of the table in the other region', looked: vault, allowed, now, next }),
    ...late({ what: 'the last export of the table', looked: vaultExports, allowed: EXPORTS_LATE, now, next }),
    ...late({ what: 'the sealed copy of the secrets', looked: secrets, allowed, now, next }),
    ...(replica === undefined
      ? []
      : late({
          what: 'the replica of the table',
          looked: replica,
          allowed,
          now,
          next: 'npx recover doctor --only table',
        })),
  ];
}

interface LateProps {
  readonly what: string;
  readonly looked: Looked<RecoveryPoint>;
  /** Minutes. */
  readonly allowed: number;
  readonly now: number;
  readonly next: string;
}

function late({ what, looked, allowed, now, next }: LateProps): Warning[] {
  if ('problem' in looked) return [{ what: `${what} cannot be seen: ${looked.problem}`, next }];
  const { at, ageSeconds, note } = looked.value;
  const why = note === undefined ? '' : ` (${note})`;
  if (at === null || ageSeconds === null) {
    return [
      { what: note === undefined ? `${what} is missing` : `${what} cannot be counted on: ${note}`, next },
    ];
  }
  if (ageSeconds <= allowed * 60) return [];
  const minutes = Math.round(ageSeconds / 60);
  return [
    {
      what: `${what} reaches only to ${at}, ${minutes} minutes before ${isoTime(now)}${why}; allowed are ${allowed}`,
      next,
    },
  ];
}
