import { hashOf, type Entry } from '../../scripts/engine/journal/entry';
import { buildReport } from '../../scripts/report/model/build';
import type { ReportModel, StepReport } from '../../scripts/report/model/types';
import { journalOf, nightOfTheIncident, reportProps, START } from './support/journals';

const NIGHT = nightOfTheIncident();

function report(entries: readonly Entry[], now?: number): ReportModel {
  return buildReport(reportProps(entries, now));
}

function step(model: ReportModel, id: string): StepReport {
  const found = model.steps.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no step ${id}`);
  return found;
}

const DECLARED = {
  at: 0,
  kind: 'declared',
  data: { incident: 'INC', runbook: 'data-corruption', operator: 'arn:anna', parameters: {} },
} as const;
const RUN = { kind: 'run-started', data: { operator: 'arn:anna', host: 'a' } } as const;

describe('the report of a night with a take-over', () => {
  const model = report(NIGHT);

  it('measures recovery time from the declaration to the completion, against the objective', () => {
    expect(model.recoveryTime).toEqual({
      objectiveMinutes: 240,
      seconds: 4176,
      met: true,
      lines: [1, NIGHT.length],
    });
  });

  it('measures the window lost from the fact that settled it', () => {
    const line = NIGHT.find(({ data }) => data.lossWindow !== undefined)?.sequence;
    expect(model.dataLoss).toEqual({
      from: '2026-03-01T02:19:59Z',
      to: '2026-03-01T02:33:10Z',
      seconds: 791,
      objectiveMinutes: 15,
      met: true,
      lines: [line],
    });
  });

  it('compares every step with its budget', () => {
    expect(step(model, 'restore')).toMatchObject({
      budgetMinutes: 60,
      elapsedSeconds: 2397,
      budgetKept: true,
    });
    expect(step(model, 'restore-settings')).toMatchObject({ elapsedSeconds: 959, budgetKept: false });
  });

  it('counts a killed attempt up to the last sign of life, and the time without a run as waiting', () => {
    const restore = step(model, 'restore');
    expect(restore.attempts.map(({ end, startedAt, endedAt }) => [end, startedAt, endedAt])).toEqual([
      ['killed', '2026-03-01T02:31:03.000Z', '2026-03-01T02:34:53.000Z'],
      ['done', '2026-03-01T02:47:02.000Z', '2026-03-01T03:11:00.000Z'],
    ]);
    expect(restore.workingSeconds).toBe(230 + 1438);
  });

  it('keeps why an attempt failed, although a later one succeeded', () => {
    const { attempts, state, error } = step(model, 'restore-settings');
    expect(attempts[0]).toMatchObject({ end: 'failed', error: { code: 'SETTINGS_DIFFER' } });
    expect([state, error]).toEqual(['done', null]);
  });

  it('tells how each run began and ended', () => {
    expect(model.runs.map(({ how, end, host, token }) => [how, end, host, token])).toEqual([
      ['first', 'killed', 'laptop-anna', 1],
      ['taken over', 'stopped', 'laptop-ben', 2],
      ['resumed', 'completed', 'laptop-ben', 3],
    ]);
  });

  it('follows the chain of steps that ended last, and says how much of it was waiting', () => {
    expect(model.criticalPath.steps).toEqual([
      'survey',
      'restore',
      'restore-settings',
      'validate',
      'repoint',
      'verify-as-user',
      'resume-writes',
      'prove-old-fence',
    ]);
    expect(model.criticalPath.seconds).toBe(4175);
    // Before the survey, between Anna's last line and Ben's start, between Ben's two runs, and the seconds between steps.
    expect(model.criticalPath.waitingSeconds).toBe(
      41 + 1 + (1022 - 293) + 1 + (3301 - 2700) + 1 + 1 + 1 + 1 + 1,
    );
  });

  it('names who accepted the loss and who approved', () => {
    expect(
      model.acknowledgements.map(({ what, by, window }) => [what, by.split('/').at(-1), window]),
    ).toEqual([
      ['data loss', 'anna', { from: '2026-03-01T02:19:59Z', to: '2026-03-01T03:00:00Z' }],
      ['approval', 'cara', null],
    ]);
  });

  it('lists what changed with both sides', () => {
    expect(model.changes.map(({ what, before, after }) => [what, before, after]).slice(0, 3)).toEqual([
      ['restored table', null, 'SyncWellMetadata-restored-2026-03-01'],
      ['table that the service uses', 'SyncWellMetadata', 'SyncWellMetadata-restored-2026-03-01'],
      ['recovery epoch of the pointer', 3, 4],
    ]);
  });

  it('lists the levels that were validated, one that could not be judged included', () => {
    expect(model.validation?.levels.map(({ level, status }) => [level, status])).toEqual([
      ['L0', 'passed'],
      ['L1', 'passed'],
      ['L3', 'unknown'],
      ['L4', 'passed'],
    ]);
  });

  it('rests every statement on lines that are there', () => {
    const cited: number[][] = [];
    JSON.stringify(model, (key, value: unknown) => {
      if (key === 'lines' && Array.isArray(value)) cited.push(value as number[]);
      return value;
    });
    expect(cited.length).toBeGreaterThan(40);
    for (const line of cited.flat()) expect(NIGHT[line - 1]?.sequence).toBe(line);
    expect(model.steps.every(({ lines }) => lines.length > 0)).toBe(true);
  });

  it('says that the chain of hashes holds, and its end', () => {
    expect(model.journal).toEqual({ verified: true, lines: NIGHT.length, lastHash: NIGHT.at(-1)?.hash });
  });
});

describe('a report', () => {
  it('is refused when a line was changed after it was written', () => {
    const forged = NIGHT.map((entry) =>
      entry.sequence === 16 ? { ...entry, data: { lossWindow: 'none' } } : entry,
    );
    expect(() => report(forged)).toThrow(expect.objectContaining({ code: 'JOURNAL_DAMAGED' }));
  });

  it('is refused when a line is missing, even if its neighbours are sound', () => {
    expect(() => report(NIGHT.filter(({ sequence }) => sequence !== 16))).toThrow(
      expect.objectContaining({ code: 'JOURNAL_DAMAGED' }),
    );
  });

  it('is refused when a forger also made the hash of the line fit', () => {
    const forged = NIGHT.map((entry) => {
      if (entry.sequence !== 16) return entry;
      const changed = { ...entry, data: {} };
      return { ...changed, hash: hashOf(changed) };
    });
    expect(() => report(forged)).toThrow(expect.objectContaining({ code: 'JOURNAL_DAMAGED' }));
  });

  it('of an incident that goes on counts up to now and leaves the objective open', () => {
    const entries = journalOf([DECLARED, { at: 1, ...RUN }, { at: 2, kind: 'step-started', step: 'survey' }]);
    const model = report(entries, START + 60_000);
    expect(model.recoveryTime).toMatchObject({ seconds: 60, met: null });
    expect(step(model, 'survey')).toMatchObject({ elapsedSeconds: 58, budgetKept: null, state: 'started' });
    expect(step(model, 'survey').attempts[0]).toMatchObject({ end: 'open', endedAt: null });
    expect(model.openPoints.map(({ command }) => command)).toEqual(['npx recover resume INC']);
  });

  it('of an incident that goes on behind its objective says that it is missed', () => {
    const model = report(journalOf([DECLARED]), START + 5 * 3_600_000);
    expect(model.recoveryTime.met).toBe(false);
  });

  it('says that writes may still be halted after a stop', () => {
    const entries = journalOf([
      DECLARED,
      { at: 1, ...RUN },
      { at: 2, kind: 'step-started', step: 'halt-writes' },
      {
        at: 3,
        kind: 'step-failed',
        step: 'halt-writes',
        data: { code: 'X', message: 'the policy is locked' },
      },
    ]);
    const texts = report(entries).openPoints.map(({ text }) => text);
    expect(texts[0]).toBe('Step halt-writes stopped: the policy is locked');
    expect(texts.at(-1)).toMatch(/^Writes may still be halted/);
  });

  it('of an aborted incident claims no recovery time, no change and no halt', () => {
    const entries = journalOf([
      DECLARED,
      { at: 1, ...RUN },
      { at: 2, kind: 'step-started', step: 'halt-writes' },
      { at: 3, kind: 'step-done', step: 'halt-writes' },
      { at: 4, ...RUN },
      { at: 5, kind: 'step-undone', step: 'halt-writes' },
      { at: 6, kind: 'aborted' },
    ]);
    const model = report(entries);
    expect(model.state).toMatchObject({ value: 'aborted', at: '2026-03-01T02:30:06.000Z' });
    expect(model.recoveryTime.met).toBeNull();
    expect([model.changes, model.openPoints]).toEqual([[], []]);
    expect(model.runs.map(({ end }) => end)).toEqual(['killed', 'aborted']);
  });

  it('tells a run that was interrupted on request from one that was killed', () => {
    const entries = journalOf([
      DECLARED,
      { at: 1, ...RUN },
      { at: 2, kind: 'step-started', step: 'survey' },
      { at: 3, kind: 'interrupted' },
      { at: 9, ...RUN },
    ]);
    const model = report(entries);
    expect(model.runs.map(({ end, how }) => [end, how])).toEqual([
      ['interrupted', 'first'],
      ['open', 'resumed'],
    ]);
    expect(step(model, 'survey').attempts[0]).toMatchObject({ end: 'interrupted', lines: [3, 4] });
  });

  it('leaves out no step, not even one that this version of the runbook does not know', () => {
    const entries = journalOf([
      DECLARED,
      { at: 1, ...RUN },
      { at: 2, kind: 'step-started', step: 'old-step' },
      { at: 9, kind: 'step-done', step: 'old-step', data: { proof: 1 } },
    ]);
    expect(report(entries).steps.at(-1)).toMatchObject({
      title: 'old-step (no step of this version)',
      elapsedSeconds: 7,
      budgetKept: null,
      evidence: { proof: 1 },
    });
  });

  it('finds the acceptance that came with the declaration', () => {
    const acknowledged = { from: '2026-03-01T02:00:00Z', to: '2026-03-01T03:00:00Z' };
    const entries = journalOf([{ ...DECLARED, data: { ...DECLARED.data, acknowledged } }]);
    expect(report(entries).acknowledgements).toEqual([
      { at: '2026-03-01T02:30:00.000Z', by: 'arn:anna', what: 'data loss', window: acknowledged, lines: [1] },
    ]);
  });
});
