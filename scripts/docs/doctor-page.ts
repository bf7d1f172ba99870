import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier/standalone';
import * as markdown from 'prettier/plugins/markdown';
import { loadSettings, namesFor } from '../../settings';
import { AREAS, type Area } from '../recovery/readiness/check';
import { CHECKS } from '../recovery/readiness/checks';
import { areaOf } from '../recovery/readiness/examine';

const PROJECT_ROOT = join(__dirname, '..', '..');
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

const INTRODUCTION = `# Doctor: could the service be recovered today?

\`npx recover doctor\` looks at everything that a recovery will need, in both regions, and changes nothing. It is made for any
day: by hand, in CI, on a schedule.

- \`--only AREA\` makes the checks of one area, \`--json\` prints \`{"ready", "counted", "daysSinceGoodDrill", "findings"}\`.
- A finding is \`ok\`, \`warning\` (it would do), \`failed\` or \`unknown\`: a call that is refused, or that nobody answers, never counts
  as well. All but \`ok\` come with the command that mends them.
- Severity: \`critical\`: a recovery would fail or lose data; \`major\`: it would be slower, or miss an objective; \`minor\`: somebody
  should put it right some day.
- Exit status: 0 when no critical check failed, whatever else was found; 4 when one did; 2 wrong usage.
- A region that hangs is told within 30 seconds: every call has three attempts of three seconds.

Whoever has only the policy \`read-settings\` (CI's plans, the approver) may make every call but four: acting as a worker,
writing the journal, scanning the table for a sample and reading the vault are the operator's, and are \`unknown\` to others.

This page is made from the checks by \`npm run docs\`; the commands are those of the environment \`drill\`.
`;

/** `docs/doctor.md`, in the project's format: every check, its severity and its command. */
export async function doctorPage(): Promise<string> {
  const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
  const world = { settings, names: namesFor(settings) };
  const sections = AREAS.flatMap((area) => [
    `## ${TITLES[area]} (\`${area}\`)`,
    '',
    '| check | holds when it is well | severity | command that mends it |',
    '| --- | --- | --- | --- |',
    ...CHECKS.filter((check) => areaOf(check) === area).map(
      ({ id, title, severity, fix }) =>
        `| \`${id}\` | ${title} | ${severity} | \`${fix(world).replaceAll('|', '\\|')}\` |`,
    ),
    '',
  ]);
  const style = JSON.parse(readFileSync(join(PROJECT_ROOT, '.prettierrc.json'), 'utf8')) as object;
  const text = [`${INTRODUCTION}\nThere are ${CHECKS.length} checks.\n`, ...sections].join('\n');
  return format(text, { ...style, parser: 'markdown', plugins: [markdown] });
}
