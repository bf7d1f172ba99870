import { cell, table } from '../markdown';
import type { Finding } from './proof/finding';
import type { DrillResult, RecoveryResult } from './result';
import type { StepTime } from './step-times';

/** How one scenario is told: what is in its report and in the drill log besides what every drill has. */
export interface Scenario<Result extends DrillResult> {
  /** What went wrong, for example `lost region`. */
  readonly title: string;
  /** How large a service was drilled, and from which seed. */
  readonly service: (result: Result) => string;
  /** In sentences. @default nothing */
  readonly story?: (result: Result) => string;
  /** Paragraphs, lists and tables, in Markdown. */
  readonly parts: (result: Result) => readonly string[];
  /** Fields of the line in the drill log. */
  readonly logged: (result: Result) => object;
}

/** The result for people, in Markdown. */
export function renderDrill<Result extends DrillResult>(result: Result, scenario: Scenario<Result>): string {
  const { startedAt, wallSeconds, speed, phases } = result;
  const wall = `${wallSeconds.toFixed(0)} seconds on the wall, the cloud's clock ran ${speed} times as fast.`;
  const story = scenario.story?.(result) ?? '';
  const parts = [
    `# Drill: ${scenario.title}, ${startedAt}`,
    verdict(result),
    `${scenario.service(result)}; ${wall} ${story}`.trimEnd(),
    ...scenario.parts(result),
    textTable(
      ['part of the drill', 'seconds on the wall'],
      phases.map(({ name, seconds }) => [name, seconds.toFixed(1)]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function verdict({ passed, measured }: DrillResult): string {
  if (measured === null) {
    return passed
      ? 'Passed: every claim that can be shown on one machine holds. What cannot is listed below.'
      : 'Not passed: see what does not hold below.';
  }
  return passed
    ? 'Passed: both objectives are met and every claim is proven.'
    : 'Not passed: see what is marked below.';
}

/** Users, items and secrets, as a recovery has to bring them back. */
export function sizes({ users, items, secrets, seed }: RecoveryResult): string {
  return `${users} users, ${items} items, ${secrets} secrets, seed ${seed}`;
}

/** Recovery time and point against the objectives. @param counted from when to when each counts */
export function objectivesMet(
  { measured, objectives }: RecoveryResult,
  counted: { readonly recoveryTime: string; readonly recoveryPoint: string },
): string {
  return textTable(
    ['objective', 'measured', 'allowed', 'met'],
    [
      [
        `RTO: ${counted.recoveryTime}`,
        minutes(measured.recoveryTimeMinutes),
        minutes(objectives.recoveryTimeMinutes),
        yes(measured.recoveryTimeMet),
      ],
      [
        `RPO: ${counted.recoveryPoint}`,
        minutes(measured.recoveryPointMinutes),
        minutes(objectives.recoveryPointMinutes),
        yes(measured.recoveryPointMet),
      ],
    ],
  );
}

/** What users of the service felt. */
export function seenByProbe(rows: readonly (readonly [what: string, seen: string | number])[]): string {
  return textTable(
    ['as the probe saw it', ''],
    rows.map(([what, seen]) => [what, String(seen)]),
  );
}

/** What was claimed, and whether it holds. */
export function claims(findings: readonly Finding[]): string {
  return textTable(
    ['claim', 'holds', 'evidence'],
    findings.map(({ claim, holds, evidence }) => [claim, yes(holds), evidence]),
  );
}

/** How long each step took. */
export function stepsOf(
  procedure: string,
  steps: readonly StepTime[],
  { afterDeclaration = false }: { readonly afterDeclaration?: boolean } = {},
): string {
  const late = (cells: readonly string[]): readonly string[] => (afterDeclaration ? cells : []);
  return textTable(
    [`step of ${procedure}`, 'minutes', ...late(['after the declaration'])],
    steps.map((step) => [step.id, minutes(step.minutes), ...late([minutes(step.startedAfter)])]),
  );
}

/** Minutes as a person reads them; null: it never ended. */
export function minutes(value: number | null): string {
  return value === null ? 'no end' : `${value.toFixed(1)} min`;
}

/** What does not hold is marked. */
function yes(holds: boolean): string {
  return holds ? 'yes' : '**no**';
}

function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return table(
    head,
    rows.map((cells) => cells.map(cell)),
  );
}
