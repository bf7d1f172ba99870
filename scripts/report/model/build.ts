import { isoTime } from '../../engine/clock';
import { readChain } from '../../engine/journal/chain';
import type { Entry } from '../../engine/journal/entry';
import { historyOf, replay, type Incident } from '../../engine/journal/replay';
import type { Step } from '../../engine/step';
import { historyFrom, type History } from './attempts';
import { changesOf } from './changes';
import { covered, criticalPathOf } from './critical-path';
import { acknowledgementsOf, dataLossOf, repairedOf, validationOf } from './facts';
import { openPointsOf } from './open-points';
import { foundRestorePointOf } from './restore-point';
import type { ReportModel, Run, StepReport } from './types';

/** What a report knows of a step beforehand. */
export type PlannedStep = Pick<Step<never, object>, 'id' | 'title' | 'needs' | 'budgetMinutes'>;

export interface ReportProps {
  /** The whole journal of the incident, oldest line first. */
  readonly entries: readonly Entry[];
  readonly runbook: { readonly id: string; readonly title: string; readonly steps: readonly PlannedStep[] };
  readonly objectives: { readonly recoveryTimeMinutes: number; readonly recoveryPointMinutes: number };
  /** When the report is made; milliseconds since the epoch. */
  readonly now: number;
}

/**
 * What the journal of an incident says, each statement with the lines that it rests on. Pure: the same journal gives
 * the same model.
 *
 * @throws Stop JOURNAL_DAMAGED when the chain of hashes is broken; Error when the first line declares no incident
 */
export function buildReport({ entries, runbook, objectives, now }: ReportProps): ReportModel {
  // Read back from text, so that the chain is checked just as it is for a file.
  readChain(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), 'of the report');
  const incident = replay(entries);
  const history = historyFrom(entries);
  const endedAt = incident.finishedAt;
  // A journal from a machine whose clock is ahead may end after now.
  const until = endedAt === null ? Math.max(now, ...entries.map(timeOf)) : Date.parse(endedAt);
  const planned = [...runbook.steps, ...unplanned(incident, runbook.steps)];
  const steps = planned.map((step) => stepReport(step, incident, history, until));
  const dataLoss = dataLossOf(entries, objectives.recoveryPointMinutes);
  const repaired = repairedOf(entries);
  const endLine = entries.findLast(({ kind }) => kind === 'completed' || kind === 'aborted');
  const endLines = endLine === undefined ? [] : [endLine.sequence];
  const { id, state, declaredAt, declaredBy, parameters } = incident;
  return {
    schemaVersion: 1,
    generatedAt: isoTime(now),
    incident: { id, runbook: incident.runbook, title: runbook.title, parameters, lines: [1] },
    declared: { at: declaredAt, by: declaredBy, lines: [1] },
    state: { value: state, at: endedAt, lines: endLines },
    operators: operatorsOf(history.runs),
    acknowledgements: acknowledgementsOf(entries),
    recoveryTime: {
      ...recoveryTimeOf(incident, until, objectives.recoveryTimeMinutes),
      lines: [1, ...endLines],
    },
    dataLoss,
    repaired,
    restorePoint: foundRestorePointOf(entries),
    runs: history.runs,
    steps,
    criticalPath: criticalPathOf(steps, { declaredAt, until }),
    validation: validationOf(entries),
    changes: changesOf(entries, steps),
    openPoints: openPointsOf({
      entries,
      incident: id,
      state,
      steps,
      dataLoss,
      repaired,
    }),
    journal: { verified: true, lines: entries.length, lastHash: entries.at(-1)?.hash ?? '' },
  };
}

function stepReport(
  { id, title, needs, budgetMinutes }: PlannedStep,
  incident: Incident,
  history: History,
  until: number,
): StepReport {
  const { state, startedAt, finishedAt, evidence, error } = historyOf(incident, id);
  const attempts = history.attempts.get(id) ?? [];
  const end = state === 'done' && finishedAt !== null ? Date.parse(finishedAt) : until;
  const elapsedSeconds = startedAt === null ? null : Math.max(0, end - Date.parse(startedAt)) / 1000;
  const late = budgetMinutes > 0 && elapsedSeconds !== null && elapsedSeconds > budgetMinutes * 60;
  return {
    id,
    title,
    needs,
    budgetMinutes,
    state,
    startedAt,
    finishedAt: state === 'done' ? finishedAt : null,
    elapsedSeconds,
    workingSeconds: covered(attempts, until) / 1000,
    budgetKept: late ? false : state === 'done' && budgetMinutes > 0 ? true : null,
    attempts,
    evidence,
    error,
    lines: [...new Set(attempts.flatMap(({ lines }) => lines))].sort((a, b) => a - b),
  };
}

/** Steps of the journal that the runbook has no more: a report leaves out nothing that was done. */
function unplanned({ steps }: Incident, known: readonly PlannedStep[]): PlannedStep[] {
  return [...steps.keys()]
    .filter((id) => known.every((step) => step.id !== id))
    .map((id) => ({ id, title: `${id} (no step of this version)`, needs: [], budgetMinutes: 0 }));
}

function recoveryTimeOf(
  { declaredAt, state }: Incident,
  until: number,
  objectiveMinutes: number,
): Omit<ReportModel['recoveryTime'], 'lines'> {
  const seconds = Math.max(0, until - Date.parse(declaredAt)) / 1000;
  const within = seconds <= objectiveMinutes * 60;
  const met = state === 'completed' ? within : state === 'running' && !within ? false : null;
  return { objectiveMinutes, seconds, met };
}

function operatorsOf(runs: readonly Run[]): ReportModel['operators'] {
  const lines = new Map<string, number[]>();
  for (const { operator, lines: of } of runs) {
    lines.set(operator, [...(lines.get(operator) ?? []), ...of.slice(0, 1)]);
  }
  return [...lines].map(([operator, found]) => ({ operator, lines: found }));
}

function timeOf({ time }: Entry): number {
  return Date.parse(time);
}
