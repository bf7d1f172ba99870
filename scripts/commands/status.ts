import { isoTime } from '../engine/clock';
import { openSurvey, readStatus, type DrillRecord, type Status } from '../recovery/readiness';
import type { InputOf } from './declaration';
import type { status as declaration } from './declaration/look';
import { EXIT } from './support/exit-status';
import { describeDrill, readDrills } from './support/last-drill';
import {
  actionOf,
  infrastructureOf,
  nextFrom,
  operate,
  type Call,
  type Operation,
} from './support/operation';
import { describeSession, sessionEndsAt } from './support/session-left';
import { describePosture } from './support/posture-words';

/** How the service stands. Changes nothing. */
export function run(input: InputOf<typeof declaration>, call: Call): Promise<number> {
  return operate(call, input, async (operation) => {
    const { connection, settings, output } = operation;
    const drills = readDrills();
    const { posture, ...status } = await lookAt(operation, drills);
    const drill = drills.at(-1);
    const warnings = status.warnings.map(({ what, next }) => ({ what, next: nextFrom(operation, next) }));
    const about = {
      environment: settings.environment,
      account: connection.caller.accountId,
      caller: connection.caller.arn,
      region: connection.target.region,
      sessionEndsAt: sessionEndsAt(operation),
    };
    const content = {
      ...about,
      ...posture,
      now: isoTime(posture.now),
      running: 'value' in posture.running ? { value: posture.running.value.map(brief) } : posture.running,
      lastDrill: drill ?? null,
      warnings,
    };
    output.result(content, [
      `${about.environment}: account ${about.account}, ${about.region}, as ${about.caller}`,
      describeSession(operation),
      ...describePosture(posture, settings),
      describeDrill(drill),
      ...warnings.flatMap(({ what, next }) => [`! ${what}`, `  next: ${next}`]),
      ...(warnings.length === 0 ? ['nothing needs attention'] : []),
    ]);
    return EXIT.done;
  });
}

/** With little patience: the serving region may be the one that is lost. */
async function lookAt(operation: Operation, drills: readonly DrillRecord[]): Promise<Status> {
  const { connection, env, folder } = operation;
  const { target, caller } = connection;
  const survey = openSurvey({
    serving: target.regionKind,
    caller,
    action: actionOf(operation),
    infrastructure: infrastructureOf(operation),
    drills,
    env,
    incidentsFolder: folder,
    connecting: operation.connecting,
  });
  try {
    return await readStatus(survey);
  } finally {
    survey.close();
  }
}

function brief({ id, runbook, declaredAt, declaredBy, state }: Brief): Brief {
  return { id, runbook, declaredAt, declaredBy, state };
}

interface Brief {
  readonly id: string;
  readonly runbook: string;
  readonly declaredAt: string;
  readonly declaredBy: string;
  readonly state: string;
}
