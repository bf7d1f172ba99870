import Table from 'cli-table3';
import { targetOf } from '../recovery/aws/target';
import {
  areaOf,
  ask,
  checksAt,
  daysSinceGoodDrill,
  openSurvey,
  printedAs,
  verdictOf,
  type Finding,
  type Survey,
} from '../recovery/readiness';
import type { InputOf } from './declaration';
import type { doctor } from './declaration/look';
import { EXIT } from './support/exit-status';
import { readDrills } from './support/last-drill';
import {
  actionOf,
  infrastructureOf,
  nextFrom,
  operate,
  type Call,
  type Operation,
} from './support/operation';

/** Could the service be recovered today? */
export function run({ only, ...input }: InputOf<typeof doctor>, call: Call): Promise<number> {
  return operate(call, input, async (operation) => {
    const survey = surveyOf(operation);
    try {
      const checks = checksAt('doctor').filter((check) => only === undefined || areaOf(check) === only);
      operation.output.say(`making ${checks.length} checks`);
      return print(operation, survey, await ask(survey, checks));
    } finally {
      survey.close();
    }
  });
}

/** Of the region that serves in peacetime, whichever region the caller works in. */
function surveyOf(operation: Operation): ReturnType<typeof openSurvey> {
  const { connection, settings, env, folder } = operation;
  const target = targetOf(settings, 'primary');
  return openSurvey({
    serving: 'primary',
    caller: connection.caller,
    action: { ...actionOf(operation), target },
    infrastructure: infrastructureOf(operation, target),
    drills: readDrills(),
    env,
    incidentsFolder: folder,
    connecting: operation.connecting,
  });
}

function print(operation: Operation, survey: Survey, found: readonly Finding[]): number {
  const { output, settings } = operation;
  const findings = found.map((finding) => ({
    ...finding,
    mend: finding.mend === null ? null : nextFrom(operation, finding.mend),
  }));
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
  return ready ? EXIT.done : EXIT.precondition;
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
