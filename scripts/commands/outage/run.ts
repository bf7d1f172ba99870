import type { DataLossWindow } from '../../recovery/incident/data-loss';
import { chooseSource, findSources, told } from '../../recovery/rebuild/find-sources';
import type { Facts } from '../../engine/step';
import { regionsOf } from '../../runbooks/incident-regions';
import type { InputOf } from '../declaration';
import type { runFailback, runRegionalOutage } from '../declaration/runbooks';
import { operateAt } from '../support/operate-on';
import { actionOf, newIncident, operate, prepare, type Call, type Operation } from '../support/operation';
import { printPlan } from '../support/plan';
import { statusOfRun, runbookOf } from '../support/run-runbook';
import { acceptDataLossWindow } from './accept-data-loss';
import { copyWanted, requireRegion } from './options';
import { requireAhead } from './preflight';

/** The service in another region. */
export function regionalOutage(input: InputOf<typeof runRegionalOutage>, call: Call): Promise<number> {
  // Before anybody is asked anything: a region that was mistyped may be one that does not answer.
  requireRegion(call, prepare(call, input).settings, input);
  return runAt(call, input, 'regional-outage', outageParametersOf(input));
}

/** The way home. */
export function failback(input: InputOf<typeof runFailback>, call: Call): Promise<number> {
  return runAt(call, input, 'failback', parametersOf(input));
}

type Input = InputOf<typeof runFailback> & Partial<InputOf<typeof runRegionalOutage>>;

/** Looks ahead, has the loss accepted, declares the incident and runs it: where its runbook works. */
function runAt(call: Call, input: Input, runbook: string, given: Facts): Promise<number> {
  const regions = regionsOf({ runbook, parameters: given, role: null });
  return operate(call, input, (operation) =>
    operateAt(operation, regions, async (there) => {
      const { dryRun, plan, source } = input;
      const incident = newIncident(there);
      if (dryRun) {
        return printPlan(there, runbookOf({ runbook, parameters: given }), { incident });
      }
      const { secretsQuota } = await requireAhead(there, { source: copyWanted(source), plan });
      const parameters = {
        ...given,
        ...(secretsQuota === undefined ? {} : { secretsQuota }),
      };
      const acknowledged = regions.lost === undefined ? undefined : await accepted(there, input);
      return statusOfRun(there, { incident, declaration: { incident, runbook, parameters, acknowledged } });
    }),
  );
}

/** Of the source that is taken: from its restore point on. */
async function accepted(operation: Operation, options: Input): Promise<DataLossWindow> {
  const source = chooseSource(await findSources(actionOf(operation)), copyWanted(options.source));
  operation.output.say(told(source));
  return acceptDataLossWindow(operation, {
    source,
    given: options.acceptDataLoss,
    yes: options.yes,
  });
}

/** Only what was given: what is left out is the procedure's to choose. */
function outageParametersOf(options: InputOf<typeof runRegionalOutage>): Facts {
  const { toRegion: to, evacuate } = options;
  const source = copyWanted(options.source);
  return {
    to,
    ...(source === undefined ? {} : { source }),
    ...(evacuate ? { evacuate } : {}),
    ...parametersOf(options),
  };
}

function parametersOf({ usersToVerify, plan }: InputOf<typeof runFailback>): Facts {
  return { ...(usersToVerify === undefined ? {} : { usersToVerify }), ...(plan ? {} : { plan }) };
}
