import type { Command } from 'commander';
import { describeDrill, readDrills } from '../support/last-drill';
import {
  actionOf,
  operate,
  operatorCommand,
  worldOf,
  type CommonOptions,
  type Operation,
} from '../support/operation';
import { describePosture } from '../support/posture-words';
import { openSurvey, readStatus, type DrillRecord, type Status } from '../../recovery/readiness';
import { forSameHalf } from '../support/same-half';
import { isoTime } from '../../engine/clock';

const HELP = `
Changes nothing. Says by source what would be lost if the region were gone now, also while it is: what lies in the other
region is read there. Every emergency state is named with the command that ends it, until it is gone. Exit status 0 even then:
it is the answer to a question; programs read "warnings" of --json.

For example:
  recover status
  recover status --env production --json`;

/** `recover status`: how the service stands. */
export function statusCommand(): Command {
  return operatorCommand('status', 'which table is live, whether writes go on, how far back one could go')
    .addHelpText('after', HELP)
    .action((options: CommonOptions) =>
      operate(options, async (operation) => {
        const { connection, settings, output } = operation;
        const drills = readDrills();
        const { posture, ...status } = await lookAt(operation, drills);
        const drill = drills.at(-1);
        const warnings = status.warnings.map(({ what, next }) => ({
          what,
          next: forSameHalf(next, connection.target.role),
        }));
        const about = {
          environment: settings.environment,
          account: connection.caller.accountId,
          caller: connection.caller.arn,
          region: connection.target.region,
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
          ...describePosture(posture, settings),
          describeDrill(drill),
          ...warnings.flatMap(({ what, next }) => [`! ${what}`, `  next: ${next}`]),
          ...(warnings.length === 0 ? ['nothing needs attention'] : []),
        ]);
      }),
    );
}

/** With little patience: the serving region may be the one that is lost. */
async function lookAt(operation: Operation, drills: readonly DrillRecord[]): Promise<Status> {
  const { connection, env, folder } = operation;
  const { target, caller } = connection;
  const { infrastructure } = worldOf(operation, { id: 'status', acknowledgements: [] });
  const survey = openSurvey({
    serving: target.role,
    caller,
    action: actionOf(operation),
    infrastructure,
    drills,
    env,
    incidentsFolder: folder,
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
