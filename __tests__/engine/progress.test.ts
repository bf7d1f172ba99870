import { plainProgress } from '../../scripts/engine/progress/plain';

const start = Date.parse('2026-03-01T00:00:00Z');

function progress() {
  const lines: string[] = [];
  let now = start;
  const watch = plainProgress({
    steps: [{ id: 'restore', title: 'Restore', budgetMinutes: 90 }],
    clock: { now: () => now },
    since: start,
    objectiveMinutes: 240,
    write: (line) => lines.push(line),
  });
  return { lines, watch, after: (seconds: number) => (now += seconds * 1000) };
}

describe('progress in lines', () => {
  it('says what happened, when, and how much time is left', () => {
    const { lines, watch, after } = progress();
    watch({ type: 'run-started', incident: 'INC', steps: 1 });
    after(60);
    watch({ type: 'step-started', step: 'restore' });
    after(30);
    watch({ type: 'step-done', step: 'restore', evidence: {}, already: false });
    after(14_400);
    watch({ type: 'step-failed', step: 'restore', message: 'no' });
    expect(lines).toEqual([
      'incident INC: 1 steps',
      '[1 min elapsed, 3 h 59 min left] restore: Restore ... (budget 90 min)',
      '[1 min 30 s elapsed, 3 h 58 min left] restore: done and proven in 30 s',
      '[4 h 01 min elapsed, 1 min 30 s over the objective] restore: STOPPED: no',
    ]);
  });

  it('says the same with other numbers once a minute, and news at once', () => {
    const { lines, watch, after } = progress();
    const say = (text: string): void => {
      watch({ type: 'step-progress', step: 'restore', text });
    };
    say('restoring for 0 min');
    after(30);
    say('restoring for 1 min');
    after(30);
    say('restoring for 2 min');
    say('indexing');
    expect(lines.map((line) => line.split(': ').at(-1))).toEqual([
      'restoring for 0 min',
      'restoring for 2 min',
      'indexing',
    ]);
  });
});
