import type { Finding } from '../proof/finding';
import { table } from '../corruption/report';
import type { AzFailureResult } from './result';

/** The result for people, in Markdown: what is shown, by what, and what is not. */
export function renderAzFailure(result: AzFailureResult): string {
  const { passed, startedAt, wallSeconds, speed, users, seed, zones, designed, seen, open, phases } = result;
  return [
    `# Drill: a lost Availability Zone, ${startedAt}`,
    '',
    passed
      ? 'Passed: every claim that can be shown on one machine holds. What cannot is listed below.'
      : 'Not passed: see what does not hold below.',
    '',
    `${users} users, seed ${seed}, zones ${zones.join(', ')}; ${wallSeconds.toFixed(0)} seconds on the wall, the cloud's clock ran ${speed} times as fast.`,
    '',
    'Designed so, by the plan of the primary region that Terraform made:',
    '',
    ...claims(designed),
    '',
    `Seen on the local cloud, while the worker of ${zones[0] ?? 'a zone'} was cut off:`,
    '',
    ...claims(seen),
    '',
    'Not shown here, where no zone can fail:',
    '',
    ...open.claims.map((claim) => `- ${claim}`),
    '',
    'AWS FIS shows it in a real account that holds this environment, started by an administrator:',
    '',
    '```sh',
    ...open.commands,
    '```',
    '',
    ...table(
      ['part of the drill', 'seconds on the wall'],
      phases.map(({ name, seconds }) => [name, seconds.toFixed(1)]),
    ),
    '',
  ].join('\n');
}

function claims(findings: readonly Finding[]): string[] {
  return table(
    ['claim', 'holds', 'evidence'],
    findings.map(({ claim, holds, evidence }) => [claim, holds ? 'yes' : '**no**', evidence]),
  );
}
