import type { Command } from 'commander';
import { describeDrill, drillWarnings, lastDrill } from './support/last-drill';
import { actionOf, operate, operatorCommand, worldOf, type CommonOptions } from './support/operation';
import { describePosture } from './support/posture-words';
import { readPosture } from '../recovery/posture/read-posture';
import { warningsOf } from '../recovery/posture/warnings';
import { isoTime } from '../runbook/clock';

const HELP = `
Changes nothing. Every emergency state is named with the command that ends it, until it is gone. Exit status 0 even then:
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
        const { infrastructure } = worldOf(operation, { id: 'status', acknowledgements: [] });
        const posture = await readPosture(actionOf(operation), connection, infrastructure);
        const drill = lastDrill();
        const warnings = [...warningsOf(posture, settings), ...drillWarnings(drill, posture.now)];
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
