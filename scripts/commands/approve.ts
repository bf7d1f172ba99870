import { EXIT } from './support/exit-status';
import { nextFrom, type Call, type Operation } from './support/operation';
import type { InputOf } from './declaration';
import type { approve as declaration } from './declaration/runbooks';
import { approve } from '../recovery/incident/approvals';
import type { Entry } from '../engine/journal/entry';
import { replay, type Incident } from '../engine/journal/replay';
import { readJournal } from './support/journal';
import { operateOn } from './support/operate-on';
import { describeShown, shownOf } from './support/shown';

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
  const { id, runbook, parameters, declaredAt, declaredBy } = incident;
  const shown = shownOf(operation, incident, declaration);
  const { audit, target, clock, caller } = connection;
  for (const line of describeShown(incident, shown)) output.say(line);
  if (dryRun) {
    output.result({ dryRun: true, incident: id, runbook, parameters, declaredAt, declaredBy, shown }, [
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
    shown,
  });
  const next = nextFrom(operation, `npx recover resume ${id}`);
  output.result(
    {
      incident: id,
      approver: approval.person,
      approvedAt: approval.approvedAt,
      acknowledged: incident.facts.acknowledged,
      digest: approval.digest,
      shown,
      next,
    },
    [`${id} is approved by ${approval.person}`, `next, by the operator who runs it: ${next}`],
  );
  return EXIT.done;
}
