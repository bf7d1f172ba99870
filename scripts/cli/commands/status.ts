import type { Command } from 'commander';
import { describeDrill, drillWarnings, lastDrill } from '../support/last-drill';
import {
  actionOf,
  operate,
  operatorCommand,
  worldOf,
  type CommonOptions,
  type Operation,
} from '../support/operation';
import { describePosture } from '../support/posture-words';
import type { Infrastructure } from '../../recovery/service/terraform/infrastructure';
import { connect } from '../../recovery/aws/clients';
import { impatience } from '../../recovery/aws/impatience';
import { otherRole, targetOf } from '../../recovery/aws/target';
import { forSameHalf } from '../support/same-half';
import { readPosture, type Posture } from '../../recovery/readiness/read-posture';
import { warningsOf } from '../../recovery/readiness/warnings';
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
        const { infrastructure } = worldOf(operation, { id: 'status', acknowledgements: [] });
        const posture = await lookAt(operation, infrastructure);
        const drill = lastDrill();
        const warnings = [...warningsOf(posture, settings), ...drillWarnings(drill, posture.now)].map(
          ({ what, next }) => ({ what, next: forSameHalf(next, connection.target.role) }),
        );
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

/** With little patience: the region that serves may be the one that is lost. */
async function lookAt(
  operation: Operation,
  infrastructure: Pick<Infrastructure, 'activeTable'>,
): Promise<Posture> {
  const { connection, settings } = operation;
  const { target, clock } = connection;
  const props = { clock, ...impatience() };
  const here = connect(target, props);
  const there = connect(targetOf(settings, otherRole(target.role)), props);
  try {
    return await readPosture({ ...actionOf(operation), clients: here }, connection, infrastructure, there);
  } finally {
    here.destroy();
    there.destroy();
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
