import Table from 'cli-table3';
import { Option, type Command } from 'commander';
import { terraformInfrastructure } from '../../recovery/service/terraform/terraform-infrastructure';
import { targetOf } from '../../recovery/aws/target';
import {
  AREAS,
  areaOf,
  ask,
  checksAt,
  daysSinceGoodDrill,
  openSurvey,
  printedAs,
  verdictOf,
  type Area,
  type Finding,
  type Survey,
} from '../../recovery/readiness';
import { EXIT, EXIT_HELP } from '../support/exit-status';
import { readDrills } from '../support/last-drill';
import { actionOf, operate, operatorCommand, type CommonOptions, type Operation } from '../support/operation';

interface DoctorOptions extends CommonOptions {
  readonly only?: Area;
}

const HELP = `
Looks at everything that a recovery will need, in both regions, and changes nothing: for any day, for CI and on a
schedule. Every check has a severity (critical: a recovery would fail or lose data; major: it would be slower or miss
an objective; minor) and the command that mends it. What cannot be seen is "unknown", never "ok"; what is denied to a
caller who is not the operator, as it should be, is "operator-only". docs/doctor.md lists the checks, and who may make
them.

Exit status 0 when no critical check failed and none is unknown, whatever else was found; 4 otherwise. Programs read
"findings" of --json.

For example:
  recover doctor
  recover doctor --only backups
  recover doctor --env production --json
${EXIT_HELP}`;

/** `recover doctor`: could the service be recovered today? */
export function doctorCommand(): Command {
  return operatorCommand('doctor', 'is everything in place that a recovery will need?')
    .addOption(new Option('--only <area>', 'one area').choices(AREAS))
    .addHelpText('after', HELP)
    .action(({ only, ...options }: DoctorOptions) =>
      operate(options, async (operation) => {
        const survey = surveyOf(operation);
        try {
          const checks = checksAt('doctor').filter((check) => only === undefined || areaOf(check) === only);
          operation.output.say(`making ${checks.length} checks`);
          print(operation, survey, await ask(survey, checks));
        } finally {
          survey.close();
        }
      }),
    );
}

/** Of the region that serves in peacetime, whichever half the caller works on. */
function surveyOf(operation: Operation): ReturnType<typeof openSurvey> {
  const { connection, settings, settingsDirectory, env, folder } = operation;
  const target = targetOf(settings, 'primary');
  return openSurvey({
    serving: 'primary',
    caller: connection.caller,
    action: { ...actionOf(operation), target },
    infrastructure: terraformInfrastructure({ target, settingsDirectory, env }),
    drills: readDrills(),
    env,
    incidentsFolder: folder,
  });
}

function print({ output, settings }: Operation, survey: Survey, findings: readonly Finding[]): void {
  const { ready, lines } = verdictOf(findings);
  const counted = { ok: 0, warning: 0, failed: 0, unknown: 0, 'operator-only': 0 };
  for (const { state } of findings) counted[state] += 1;
  const { ok, warning, failed, unknown } = counted;
  output.result(
    {
      environment: settings.environment,
      ready,
      counted,
      daysSinceGoodDrill: daysSinceGoodDrill(survey) ?? null,
      findings: findings.map(printedAs),
    },
    [
      ...(ok === findings.length ? [] : [render(findings)]),
      `${findings.length} checks: ${ok} ok, ${warning} warnings, ${failed} failed, ${unknown} unknown`,
      ...lines,
    ],
  );
  if (!ready) process.exitCode = EXIT.precondition;
}

/** What is not well, the worst first: people have no use for a list of what is. */
function render(findings: readonly Finding[]): string {
  const table = new Table({
    head: ['check', 'state', 'severity', 'found', 'to mend it'],
    colWidths: [26, 15, 10, 50, 60],
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [] },
  });
  const badness = { failed: 0, unknown: 1, warning: 2, 'operator-only': 3, ok: 4 };
  const weight = { critical: 0, major: 1, minor: 2 };
  const worst = findings
    .filter(({ state }) => state !== 'ok')
    .toSorted((a, b) => badness[a.state] - badness[b.state] || weight[a.severity] - weight[b.severity]);
  for (const { id, state, severity, found, mend } of worst) {
    table.push([id, state, severity, found, mend ?? '']);
  }
  return table.toString();
}
