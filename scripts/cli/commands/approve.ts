import type { Command } from 'commander';
import { approve } from '../../recovery/incident/approvals';
import { requireIncidentId } from '../../recovery/incident/incident-folder';
import type { Entry } from '../../engine/journal/entry';
import { replay, type Incident } from '../../engine/journal/replay';
import { askToType, mayAsk } from '../support/ask';
import { EXIT_HELP } from '../support/exit-status';
import { readJournal } from '../support/journal';
import { operateOn } from '../support/operate-on';
import { operatorCommand, type CommonOptions, type Operation } from '../support/operation';

interface ApproveOptions extends CommonOptions {
  readonly dryRun: boolean;
  readonly yes: boolean;
}

const HELP = `
Shows what an incident was declared with and writes your approval into the audit bucket. Somebody else must have
declared it: one person may not approve their own recovery, with whatever role.

For example:
  recover approve INC-20260301-041500-9f3a
${EXIT_HELP}`;

/** `recover approve <incident>`: the second person's word. */
export function approveCommand(): Command {
  return operatorCommand('approve', 'let an incident go on, as a second person with your own credentials')
    .argument('<incident>', 'for example INC-20260301-041500-9f3a', requireIncidentId)
    .option('--dry-run', 'show what would be approved and change nothing', false)
    .option('--yes', 'approve without being asked', false)
    .addHelpText('after', HELP)
    .action((id: string, options: ApproveOptions) =>
      operateOn(options, id, async (operation) => {
        const entries = await readJournal(operation, id);
        const [declaration] = entries as [Entry, ...Entry[]];
        await decide(operation, { incident: replay(entries), declaration }, options);
      }),
    );
}

async function decide(
  { connection, output }: Operation,
  { incident, declaration }: { readonly incident: Incident; readonly declaration: Entry },
  { dryRun, yes }: ApproveOptions,
): Promise<void> {
  const { id, runbook, parameters, declaredAt, declaredBy, facts } = incident;
  const { audit, target, clock, caller } = connection;
  for (const line of describe(incident)) output.say(line);
  if (dryRun) {
    output.result({ dryRun: true, incident: id, runbook, parameters, declaredAt, declaredBy }, [
      'nothing was changed',
    ]);
    return;
  }
  if (mayAsk({ yes, json: output.json })) await askToType(id, 'To approve it');
  const approval = await approve({
    bucket: audit,
    names: target.names,
    clock,
    caller,
    incident,
    declaration,
  });
  const next = `npx recover resume ${id}`;
  output.result(
    {
      incident: id,
      approver: approval.approver,
      approvedAt: approval.approvedAt,
      acknowledged: facts.acknowledged,
      next,
    },
    [`${id} is approved by ${approval.approver}`, `next, by whoever runs it: ${next}`],
  );
}

function describe({ id, runbook, parameters, declaredAt, declaredBy, facts }: Incident): string[] {
  const { acknowledged } = facts as { acknowledged?: { from: string; to: string } };
  return [
    `${id}: ${runbook}, declared ${declaredAt} by ${declaredBy}`,
    ...Object.entries(parameters).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}`),
    ...(acknowledged === undefined
      ? []
      : [`  everything written from ${acknowledged.from} to ${acknowledged.to} may be lost`]),
  ];
}
