import { EXIT } from './support/exit-status';
import { nextFrom, type Call, type Operation } from './support/operation';
import type { InputOf } from './declaration';
import type { approve as declaration } from './declaration/runbooks';
import { approve } from '../recovery/incident/approvals';
import type { Entry } from '../engine/journal/entry';
import { replay, type Incident } from '../engine/journal/replay';
import { readJournal } from './support/journal';
import { operateOn } from './support/operate-on';

type Input = InputOf<typeof declaration>;

/** Writes the second person's approval. */
export function run(input: Input, call: Call): Promise<number> {
  const { incident: id } = input;
  return operateOn(call, input, id, async (operation) => {
    const entries = await readJournal(operation, id);
    const [first] = entries as [Entry, ...Entry[]];
    return decide(operation, { incident: replay(entries), declaration: first }, input);
  });
}

async function decide(
  operation: Operation,
  { incident, declaration }: { readonly incident: Incident; readonly declaration: Entry },
  { dryRun, yes }: Input,
): Promise<number> {
  const { connection, output, asker } = operation;
  const { id, runbook, parameters, declaredAt, declaredBy, facts } = incident;
  const { audit, target, clock, caller } = connection;
  for (const line of describeIncident(incident)) output.say(line);
  if (dryRun) {
    output.result({ dryRun: true, incident: id, runbook, parameters, declaredAt, declaredBy }, [
      'nothing was changed',
    ]);
    return EXIT.done;
  }
  if (!yes) await asker?.type(id, 'To approve it');
  const approval = await approve({
    bucket: audit,
    names: target.names,
    clock,
    caller,
    incident,
    declaration,
  });
  const next = nextFrom(operation, `npx recover resume ${id}`);
  output.result(
    {
      incident: id,
      approver: approval.approver,
      approvedAt: approval.approvedAt,
      acknowledged: facts.acknowledged,
      next,
    },
    [`${id} is approved by ${approval.approver}`, `next, by the operator who runs it: ${next}`],
  );
  return EXIT.done;
}

function describeIncident({ id, runbook, parameters, declaredAt, declaredBy, facts }: Incident): string[] {
  const { acknowledged } = facts as { acknowledged?: { from: string; to: string } };
  return [
    `${id}: ${runbook}, declared ${declaredAt} by ${declaredBy}`,
    ...Object.entries(parameters).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
    ...(acknowledged === undefined
      ? []
      : [`  everything written from ${acknowledged.from} to ${acknowledged.to} may be lost`]),
  ];
}
