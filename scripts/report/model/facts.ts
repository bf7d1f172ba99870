import { z } from 'zod';
import type { Entry } from '../../engine/journal/entry';
import type { Json } from '../../engine/json';
import type { Facts } from '../../engine/step';
import { showJson } from './show';
import type { Acknowledgement, Level, ReportModel } from './types';

/** The newest value of a fact, and the line that recorded it. */
export function factOf(
  entries: readonly Entry[],
  key: string,
): { readonly value: Json; readonly line: number } | undefined {
  const entry = entries.findLast(({ kind, data }) => kind === 'fact' && data[key] !== undefined);
  const value = entry?.data[key];
  return entry === undefined || value === undefined ? undefined : { value, line: entry.sequence };
}

const windowSchema = z.object({ from: z.iso.datetime(), to: z.iso.datetime() });

/** @returns null while the window is not recorded (or not in the form that this reader knows) */
export function dataLossOf(entries: readonly Entry[], objectiveMinutes: number): ReportModel['dataLoss'] {
  const fact = factOf(entries, 'lossWindow');
  const loss = windowSchema.safeParse(fact?.value);
  if (fact === undefined || !loss.success) return null;
  const { from, to } = loss.data;
  const seconds = Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
  return { from, to, seconds, objectiveMinutes, met: seconds <= objectiveMinutes * 60, lines: [fact.line] };
}

const salvagedSchema = z.object({ written: z.number(), deleted: z.number(), waiting: z.number() });
const rewoundSchema = z.object({ rewound: z.number(), review: z.number() });

/** What a salvage or a rewind recorded; the salvage counts where there is one. */
export function repairedOf(entries: readonly Entry[]): ReportModel['repaired'] {
  const [salvaged, rewound] = [factOf(entries, 'salvaged'), factOf(entries, 'rewound')];
  const back = salvagedSchema.safeParse(salvaged?.value);
  if (salvaged !== undefined && back.success) {
    const { written, deleted, waiting } = back.data;
    return { how: 'salvage', items: written + deleted, waiting, lines: [salvaged.line] };
  }
  const undone = rewoundSchema.safeParse(rewound?.value);
  if (rewound === undefined || !undone.success) return null;
  return { how: 'rewind', items: undone.data.rewound, waiting: undone.data.review, lines: [rewound.line] };
}

/** What `validate` recorded: its levels one by one, and the rest as it is. */
export function validationOf(entries: readonly Entry[]): ReportModel['validation'] {
  const fact = factOf(entries, 'validation');
  if (fact === undefined) return null;
  const lines = [fact.line];
  if (!isObject(fact.value)) return { levels: [], rest: { result: fact.value }, lines };
  const { levels, ...rest } = fact.value;
  return { levels: levelsOf(levels).map((level) => ({ ...level, lines })), rest, lines };
}

/** Levels come as a list of objects that name themselves, or as statuses or such objects by name. */
function levelsOf(levels: Json | undefined): Omit<Level, 'lines'>[] {
  if (Array.isArray(levels)) {
    return (levels as readonly Json[]).map((content) => levelOf('', content));
  }
  return isObject(levels) ? Object.entries(levels).map(([name, content]) => levelOf(name, content)) : [];
}

function levelOf(name: string, content: Json): Omit<Level, 'lines'> {
  if (!isObject(content)) return { level: name, status: showJson(content), summary: '' };
  const { level, status, summary } = content;
  return {
    level: textOf(level) || name,
    status: textOf(status),
    summary: textOf(summary),
  };
}

/** Who allowed what: accepted data loss (the declaration may hold it already) and second persons' approvals. */
export function acknowledgementsOf(entries: readonly Entry[]): Acknowledgement[] {
  return entries.flatMap(({ kind, time: at, data, sequence }): Acknowledgement[] => {
    const lines = [sequence];
    if (kind === 'approved') {
      const by = textOf(data.approver);
      return [{ at: textOf(data.approvedAt) || at, by, what: 'approval', window: null, lines }];
    }
    const accepted = kind === 'acknowledged' ? data : kind === 'declared' ? data.acknowledged : undefined;
    if (accepted === undefined) return [];
    const window = windowSchema.safeParse(accepted);
    const by = textOf(data.operator);
    return [{ at, by, what: 'data loss', window: window.success ? window.data : null, lines }];
  });
}

export function isObject(value: Json | undefined): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
