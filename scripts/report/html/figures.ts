import { metWords, minutes, NONE, seconds } from '../document/words';
import type { Level, ReportModel } from '../model/types';
import { escapeHtml } from './escape';

interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly verdict: 'good' | 'bad' | 'open';
  /** Part of an objective that was used, 0 to 1 and more. */
  readonly used?: number;
}

/** The few numbers that everybody asks for first. */
export function renderFigures(model: ReportModel): string {
  return `<div class="figures">${figures(model).map(render).join('')}</div>`;
}

function figures({ recoveryTime, dataLoss, steps, validation }: ReportModel): Figure[] {
  const done = steps.filter(({ state }) => state === 'done').length;
  const late = steps.filter(({ budgetKept }) => budgetKept === false).length;
  const levels = validation?.levels ?? [];
  const passed = levels.filter(({ status }) => status === 'passed').length;
  const failed = levels.some(({ status }) => status === 'failed');
  return [
    {
      name: 'Recovery time',
      value: seconds(recoveryTime.seconds),
      note: `objective ${minutes(recoveryTime.objectiveMinutes)}: ${metWords(recoveryTime.met)}`,
      verdict: verdict(recoveryTime.met),
      used: recoveryTime.seconds / 60 / recoveryTime.objectiveMinutes,
    },
    dataLoss === null
      ? { name: 'Data lost', value: NONE, note: 'no window is recorded', verdict: 'open' }
      : {
          name: 'Data lost',
          value: seconds(dataLoss.seconds),
          note: `objective ${minutes(dataLoss.objectiveMinutes)}: ${metWords(dataLoss.met)}`,
          verdict: verdict(dataLoss.met),
          used: dataLoss.seconds / 60 / dataLoss.objectiveMinutes,
        },
    {
      name: 'Steps done',
      value: `${done} of ${steps.length}`,
      note: late === 0 ? 'none over its budget' : `${late} over budget`,
      verdict: late > 0 ? 'bad' : done === steps.length ? 'good' : 'open',
    },
    {
      name: 'Validation',
      value:
        levels.length === 0 ? (validation === null ? NONE : 'recorded') : `${passed} of ${levels.length}`,
      note:
        levels.length === 0 ? (validation === null ? 'no result is recorded' : 'see below') : others(levels),
      verdict: failed ? 'bad' : levels.length > 0 && passed === levels.length ? 'good' : 'open',
    },
  ];
}

/** What became of the levels that did not pass. */
function others(levels: readonly Level[]): string {
  const statuses = levels.map(({ status }) => status || 'not said').filter((status) => status !== 'passed');
  const counts = [...new Set(statuses)].map(
    (status) => `${statuses.filter((other) => other === status).length} ${status}`,
  );
  return ['levels passed', ...counts].join(', ');
}

function verdict(met: boolean | null): Figure['verdict'] {
  return met === null ? 'open' : met ? 'good' : 'bad';
}

function render({ name, value, note, verdict: found, used }: Figure): string {
  const percent = Math.min(100, Math.max(0.5, (used ?? 0) * 100)).toFixed(1);
  const meter =
    used === undefined
      ? ''
      : `<div class="meter" aria-hidden="true"><div style="width:${percent}%"></div></div>`;
  return `<div class="figure ${found}"><div class="name">${escapeHtml(name)}</div><div class="value">${escapeHtml(value)}</div>${meter}<div class="note">${escapeHtml(note)}</div></div>`;
}
