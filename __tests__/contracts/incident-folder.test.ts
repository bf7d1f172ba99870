import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprintOf } from '../../scripts/recovery/repair/history/attributes';
import { CHOICES, parseDecisions } from '../../scripts/recovery/repair/history/review';
import { rewindPlanSchema } from '../../scripts/recovery/repair/rewind/plan';
import { writeReport } from '../../scripts/report/write-report';
import { readChain } from '../../scripts/engine/journal/chain';
import type { Entry } from '../../scripts/engine/journal/entry';
import { journalPath, readJournalFile } from '../../scripts/engine/journal/file';
import { replay, type Incident } from '../../scripts/engine/journal/replay';
import { Interrupted } from '../../scripts/engine/stop';
import { RUNBOOKS } from '../../scripts/runbooks';
import { runbookFor } from '../../scripts/runbooks/budgets';
import { loadSettings } from '../../settings';
import type { Corruption } from '../simulation/support/corruption';
import { makeHaste } from '../simulation/support/haste';
import { golden, goldenBytes, goldenFiles } from './support/golden';
import { INCIDENT, IncidentWorld } from './support/incident-world';
import { plainOf } from './support/objects';

const { objectives } = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
/** The step whose end the half-way incident does not outlive: writes are halted, the restore is under way. */
const HALF_WAY = 'settle-data-loss';
/** When the lease of another machine ends. */
const LATER = '2026-03-01T12:00:00.000Z';
makeHaste();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What a journal says, without how it is kept in memory. */
function told({ steps, ...incident }: Incident): object {
  return plainOf({ ...incident, steps: Object.fromEntries(steps) });
}

async function report(entries: readonly Entry[]): Promise<object> {
  const incident = replay(entries);
  const definition = RUNBOOKS.find(({ id }) => id === incident.runbook);
  const { id, title, steps } = runbookFor(definition!, incident);
  const now = Date.parse(entries.at(-1)!.time) + 60_000;
  const { files } = await writeReport({ entries, runbook: { id, title, steps }, objectives, now, folder });
  for (const file of files) expect(readFileSync(file, 'utf8')).toContain(INCIDENT);
  return withoutProse(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))) as object;
}

/** What a person reads may be said better any day, and be budgeted otherwise. */
const PROSE = new Set(['title', 'text', 'command', 'summary', 'what', 'budgetMinutes', 'budgetKept']);

function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !PROSE.has(name));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutProse(inner)]));
}

/** A golden journal. @param today makes one, when there is none yet */
async function goldenJournal(name: string, today: () => Promise<unknown>): Promise<string> {
  const path = `incident-${name}/journal.jsonl`;
  if (!goldenFiles(`incident-${name}`).includes('journal.jsonl')) {
    await today();
    goldenBytes(path, readFileSync(journalPath(folder, INCIDENT)));
  }
  return goldenBytes(path).toString();
}

/** A golden document of the completed incident. */
function goldenDocument(name: string): string {
  return goldenBytes(`incident-completed/${name}.golden`).toString();
}

/** Starts an incident and stops it half way. */
async function stoppedHalfWay(): Promise<{ world: IncidentWorld; corruption: Corruption }> {
  const made = await IncidentWorld.create();
  await expect(made.world.run(made.corruption, folder, HALF_WAY)).rejects.toBeInstanceOf(Interrupted);
  return made;
}

async function completed(): Promise<void> {
  const { world, corruption } = await IncidentWorld.create();
  await world.run(corruption, folder);
}

describe('an incident that was completed', () => {
  it('is replayed to what happened in it', async () => {
    const text = await goldenJournal('completed', completed);
    const incident = told(replay(readChain(text, 'golden').entries));
    expect(incident).toMatchObject(golden('incident-completed-as-read.json', incident));
  });

  it('is reported', async () => {
    const { entries } = readChain(await goldenJournal('completed', completed), 'golden');
    const model = await report(entries);
    expect(model).toMatchObject(golden('incident-completed-report.json', model));
  });

  it('has a review file in which a person can still decide', () => {
    const review = JSON.parse(goldenDocument('salvage-review.json')) as { entries: object[] };
    expect(review.entries).not.toEqual([]);
    const entries = review.entries.map((entry) => ({ ...entry, decision: 'take-newest' }));
    const decisions = parseDecisions(JSON.stringify({ ...review, entries }), CHOICES);
    expect(entries).toMatchObject(decisions);
    expect(decisions).toHaveLength(entries.length);
  });
});

describe('an incident that was stopped half way', () => {
  it('is replayed to what happened in it', async () => {
    const text = await goldenJournal('half-way', stoppedHalfWay);
    const incident = told(replay(readChain(text, 'golden').entries));
    expect(incident).toMatchObject(golden('incident-half-way-as-read.json', incident));
  });

  it('is reported', async () => {
    const { entries } = readChain(await goldenJournal('half-way', stoppedHalfWay), 'golden');
    expect(await report(entries)).toMatchObject({ incident: { id: INCIDENT }, state: { value: 'running' } });
  });

  it('waits for whoever holds the lease, then goes on from its journal to the end, and does nothing twice', async () => {
    const { world, corruption } = await stoppedHalfWay();
    const text = await goldenJournal('half-way', stoppedHalfWay);
    const before = readChain(text, 'golden').entries;
    await world.replaceJournal(folder, text);
    const lease = golden('lease.json', { ...(await world.readLease()), host: 'machine-2', expiresAt: LATER });
    await world.writeLease(JSON.stringify(lease));
    await expect(world.run(corruption, folder)).rejects.toMatchObject({ code: 'LEASE_HELD' });
    await world.clock.sleep(Date.parse(LATER) - world.clock.now());
    const incident = await world.run(corruption, folder);
    expect(incident.state).toBe('completed');
    const path = journalPath(folder, INCIDENT);
    expect(await world.mirroredJournal()).toBe(readFileSync(path, 'utf8'));
    const entries = readJournalFile(path);
    expect(entries.slice(0, before.length)).toEqual(before);
    expect(entries.at(-1)?.token).toBeGreaterThan(before.at(-1)!.token);
    const done = [...replay(before).steps].filter(([, { state }]) => state === 'done').map(([id]) => id);
    expect(done).toContain(HALF_WAY);
    const again = entries
      .slice(before.length)
      .flatMap(({ kind, step }) => (kind === 'step-started' ? [step] : []));
    expect(again.filter((step) => done.includes(String(step)))).toEqual([]);
  });
});

describe('a rewind that was made', () => {
  const corrupted = {
    PK: { S: 'USER#u1' },
    SK: { S: 'PROFILE' },
    version: { N: '-1' },
    raw: { B: Buffer.from([255]) },
  };
  const written = { ...corrupted, version: { N: '1.50' }, tags: { SS: ['b', 'a'] } };
  const plan = golden('rewind-plan.json', {
    table: 'SyncWellMetadata',
    since: '2026-03-01T04:14:30Z',
    rewrites: [
      {
        key: { PK: 'USER#u1', SK: 'PROFILE' },
        sequence: '100000000000000000126',
        corrupted: fingerprintOf(corrupted),
        written: fingerprintOf(written),
      },
      { key: { PK: 'USER#u1', SK: 'JUNK#1' }, sequence: '7', corrupted: null, written: null },
    ],
  });

  it('can still be taken back by its plan: the same items have the same fingerprints', () => {
    expect(rewindPlanSchema.parse(plan)).toEqual(plan);
    expect(plan.rewrites[0]).toMatchObject({
      corrupted: fingerprintOf(corrupted),
      written: fingerprintOf(written),
    });
  });
});
