import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '../../scripts/commands/declaration/parse';
import { recover } from '../../scripts/recover';
import { quietSurroundings } from '../support/surroundings';
import { systemClock } from '../../scripts/engine/clock';
import type { Entry } from '../../scripts/engine/journal/entry';
import { nightOfTheIncident } from './support/journals';

const ROOT = join(__dirname, '..', '..');
const INCIDENT = 'INC-20260301-023000-9f3a';
const ENVIRONMENT = { ...process.env };

let folder: string;
let printed: string[];
let results: unknown[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  process.env.SYNCWELL_ENV = 'drill';
  process.env.SYNCWELL_INCIDENTS_DIRECTORY = folder;
});
afterEach(() => {
  process.env = { ...ENVIRONMENT };
  rmSync(folder, { recursive: true });
});

function keepJournal(entries: readonly Entry[]): void {
  mkdirSync(join(folder, INCIDENT));
  const text = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  writeFileSync(join(folder, INCIDENT, 'journal.jsonl'), text);
}

/** @throws what the command failed with */
async function run(...words: string[]): Promise<void> {
  const surroundings = quietSurroundings({ clock: systemClock, env: process.env });
  printed = [];
  results = surroundings.results;
  const output = {
    ...surroundings.output,
    result: (content: unknown, lines: readonly string[]) => {
      results.push(content);
      printed.push(...lines);
    },
  };
  const parsed = parse(['report', ...words]);
  if (parsed === undefined) throw new Error('it asked for help');
  const { failure } = await recover(parsed.invocation, { ...surroundings, output });
  if (failure !== undefined) throw Object.assign(new Error(failure.message), failure);
}

describe('recover report', () => {
  it('writes a closed incident from the journal of this machine, without a call to AWS', async () => {
    keepJournal(nightOfTheIncident());
    await run(INCIDENT, '--json');
    expect(results[0]).toMatchObject({
      incident: INCIDENT,
      state: 'completed',
      recoverySeconds: 4176,
      recoveryTimeMet: true,
      lostSeconds: 791,
      recoveryPointMet: true,
    });
    expect(readdirSync(join(folder, INCIDENT)).sort()).toEqual([
      'journal.jsonl',
      'report.html',
      'report.json',
      'report.md',
    ]);
  });

  it('knows the steps, titles and budgets of the runbook that the incident was run by', async () => {
    keepJournal(nightOfTheIncident());
    await run(INCIDENT, '--format', 'json');
    const { steps } = JSON.parse(readFileSync(join(folder, INCIDENT, 'report.json'), 'utf8'));
    expect(steps.find(({ id }: { id: string }) => id === 'restore')).toMatchObject({
      title: 'Restore the table to a new one',
      budgetMinutes: 90,
      state: 'done',
    });
  });

  it('writes one form elsewhere when it is asked to, and says where', async () => {
    keepJournal(nightOfTheIncident());
    const out = join(folder, 'out');
    await run(INCIDENT, '--format', 'html', '--out', out);
    expect(readdirSync(out)).toEqual(['report.html']);
    expect(printed).toEqual([
      `${INCIDENT}: completed, 1 h 09 min, 13 min 11 s of data lost`,
      join(out, 'report.html'),
    ]);
  });

  it('holds nothing but what the journal says: no credential of whoever makes it', async () => {
    const canary = 'canary-3f9a1c';
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: `id-${canary}`,
      AWS_SECRET_ACCESS_KEY: `key-${canary}`,
      AWS_SESSION_TOKEN: `token-${canary}`,
    });
    keepJournal(nightOfTheIncident());
    await run(INCIDENT);
    for (const name of readdirSync(join(folder, INCIDENT))) {
      expect(readFileSync(join(folder, INCIDENT, name), 'utf8')).not.toContain(canary);
    }
    expect(printed.join('\n')).not.toContain(canary);
  });

  it('refuses a journal that was tampered with', async () => {
    const entries = nightOfTheIncident();
    keepJournal(
      entries.map((entry) => (entry.sequence === 3 ? { ...entry, time: entries[0]!.time } : entry)),
    );
    await expect(run(INCIDENT)).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });
  });

  it('refuses what is no incident', async () => {
    await expect(run('../../etc')).rejects.toMatchObject({ status: 2, code: 'INCIDENT_ID_INVALID' });
  });

  it('works in the loader that the real tool runs in, where Plot is loaded as it is', () => {
    keepJournal(nightOfTheIncident());
    const output = execFileSync(process.execPath, ['bin/recover.js', 'report', INCIDENT], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, SYNCWELL_ENV: 'drill', SYNCWELL_INCIDENTS_DIRECTORY: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(output).toContain('report.html');
    expect(readFileSync(join(folder, INCIDENT, 'report.html'), 'utf8')).toContain('class="bars"');
  });
});
