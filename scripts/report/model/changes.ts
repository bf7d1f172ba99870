import type { Entry } from '../../engine/journal/entry';
import { factOf, isObject, textOf } from './facts';
import type { ReportedChange, StepReport } from './types';

/** What is different after the incident, as far as the journal says so. */
export function changesOf(entries: readonly Entry[], steps: readonly StepReport[]): ReportedChange[] {
  const source = factOf(entries, 'sourceTable');
  const restored = factOf(entries, 'restoredTable');
  const pointer = factOf(entries, 'pointerBefore');
  const adoption = factOf(entries, 'adoption');
  const done = (id: string): StepReport | undefined =>
    steps.find((step) => step.id === id && step.state === 'done');
  const changes: ReportedChange[] = [];

  if (restored !== undefined) {
    const lines = [restored.line, ...lastLine(done('restore'))];
    changes.push({ what: 'restored table', before: null, after: restored.value, lines });
  }
  const repoint = done('repoint');
  if (repoint !== undefined && pointer !== undefined && isObject(pointer.value)) {
    const { tableName = source?.value, epoch } = pointer.value;
    const lines = [pointer.line, ...lastLine(repoint)];
    const after = repoint.evidence.tableName ?? restored?.value ?? null;
    changes.push({ what: 'table that the service uses', before: tableName ?? null, after, lines });
    const newEpoch = repoint.evidence.epoch;
    if (epoch !== undefined && newEpoch !== undefined) {
      changes.push({ what: 'recovery epoch of the pointer', before: epoch, after: newEpoch, lines });
    }
  }
  const moved = done('move-live-table');
  if (moved?.evidence.liveTable !== undefined && pointer !== undefined && isObject(pointer.value)) {
    changes.push({
      what: 'table that Terraform takes for live',
      before: pointer.value.tableName ?? null,
      after: moved.evidence.liveTable,
      lines: [pointer.line, ...lastLine(moved)],
    });
  }
  if (adoption !== undefined && adoption.value !== null) {
    changes.push({
      what: 'what the next deploy does (planned, not applied)',
      before: null,
      after: adoption.value,
      lines: [adoption.line, ...lastLine(done('adopt'))],
    });
  }
  return changes;
}

/** A fact's value when it is text. */
export function textFact(entries: readonly Entry[], key: string): { text: string; line: number } | undefined {
  const fact = factOf(entries, key);
  const text = textOf(fact?.value);
  return fact === undefined || text === '' ? undefined : { text, line: fact.line };
}

export function lastLine(step: StepReport | undefined): number[] {
  const line = step?.lines.at(-1);
  return line === undefined ? [] : [line];
}
