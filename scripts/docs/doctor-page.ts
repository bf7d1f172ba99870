import { join } from 'node:path';
import { loadSettings, namesFor } from '../../settings';
import { AREAS, areaOf, checksAt, type Area } from '../recovery/readiness';
import { cell, table } from '../markdown';
import { PROJECT_ROOT } from '../project-root';
import { pageOf } from './page';

const CHECKS = checksAt('doctor');

export const DOCTOR_PAGE = join(PROJECT_ROOT, 'docs', 'doctor.md');

const TITLES: Readonly<Record<Area, string>> = {
  access: 'Identity and access',
  keys: 'Keys',
  table: 'Table',
  backups: 'Point-in-time recovery and backups',
  runtime: 'Runtime configuration',
  fleet: 'Fleet, images, cache and queue',
  quotas: 'Quotas',
  buckets: 'Buckets of the vault and the audit trail',
  vault: 'Copies in the vault',
  state: 'State, settings and interlock',
  secrets: 'Secrets',
  alarms: 'Alarms',
  traffic: 'Traffic switch',
  drills: 'Drills',
  local: 'This machine',
};

const introduction = () => `# Doctor: could the service be recovered today?

\`npx recover doctor\` looks at everything that a recovery will need, in both regions, and changes nothing. It is made for any
day: by hand, in CI, on a schedule.

- \`--only AREA\` makes the checks of one area, \`--json\` prints \`{"ready", "counted", "daysSinceGoodDrill", "findings"}\`.
- A finding is \`ok\`, \`warning\` (it would do), \`failed\`, \`unknown\` (a call was refused, or nobody answered: that never counts as
  well) or \`operator-only\`. All but \`ok\` come with the command that mends them.
- Severity: \`critical\`: a recovery would fail or lose data; \`major\`: it would be slower, or miss an objective; \`minor\`: somebody
  should put it right some day.
- Exit status: 0 when no critical check failed and none is unknown, whatever else was found; 4 otherwise, with how many could not
  be answered and why; 2 wrong usage.
- A region that hangs is told within 30 seconds: every call has three attempts of three seconds.

Whoever has only the policy \`read-settings\` (CI's plans, the approver) may make every check but these, which take what is the
operator's alone: items of the table, objects of the vault and of the audit trail, a worker's role. Denied to anybody else, and to
nobody but the operator, they are \`operator-only\`, are counted in a line of their own, and do not make it not ready; to the
operator a denial is what they look for. So the nightly run answers for all the rest, the alarms on what is not protected for the
vault, and an operator's \`recover doctor\` for everything:

${operatorsAlone()}

This page is made from the checks by \`npm run docs\`; the commands are those of the environment \`drill\`.
`;

function operatorsAlone(): string {
  return CHECKS.filter(({ operatorOnly }) => operatorOnly === true)
    .map(({ id, title, severity }) => `- \`${id}\` (${severity}): ${title}`)
    .join('\n');
}

/** `docs/doctor.md`, in the project's format: every check, its severity and its command. */
export async function doctorPage(): Promise<string> {
  const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
  const survey = { settings, names: namesFor(settings), serving: 'primary' } as const;
  const sections = AREAS.flatMap((area) => [
    `## ${TITLES[area]} (\`${area}\`)`,
    '',
    table(
      ['check', 'holds when it is well', 'severity', 'command that mends it'],
      CHECKS.filter((check) => areaOf(check) === area).map(({ id, title, severity, mend }) => [
        `\`${id}\``,
        title,
        severity,
        `\`${cell(mend(survey))}\``,
      ]),
    ),
    '',
  ]);
  const text = [`${introduction()}\nThere are ${CHECKS.length} checks.\n`, ...sections].join('\n');
  return pageOf(text);
}
