import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readChain } from '../../scripts/engine/journal/chain';
import { FIRST_PREVIOUS, hashOf, type Entry } from '../../scripts/engine/journal/entry';
import { Journal } from '../../scripts/engine/journal/journal';
import { replay } from '../../scripts/engine/journal/replay';
import { MemoryMirror } from '../../scripts/engine/journal/store';
import { Stop } from '../../scripts/engine/stop';

const clock = { now: () => Date.parse('2026-03-01T00:00:00Z') };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function open(mirror: MemoryMirror, file = 'journal.jsonl', token = 1): Promise<Journal> {
  return Journal.open({ incident: 'INC', path: join(folder, file), mirror, token, clock });
}

function chain(length: number): string {
  const entries: Entry[] = [];
  for (let index = 0; index < length; index += 1) {
    const content = {
      sequence: index + 1,
      time: '2026-03-01T00:00:00.000Z',
      kind: index === 0 ? ('declared' as const) : ('fact' as const),
      step: null,
      data: { value: index, text: 'ä"\n' },
      token: 1,
      previous: entries.at(-1)?.hash ?? FIRST_PREVIOUS,
    };
    entries.push({ ...content, hash: hashOf(content) });
  }
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

describe('a journal', () => {
  it('is read back as it was written, by another process as well', async () => {
    const mirror = new MemoryMirror();
    const journal = await open(mirror);
    await journal.append({ kind: 'declared', data: { incident: 'INC' } });
    await Promise.all([
      journal.append({ kind: 'fact', data: { a: 1 } }),
      journal.append({ kind: 'fact', data: { b: 2 } }),
    ]);
    await journal.close();
    const again = await open(mirror);
    expect(again.entries.map(({ sequence, kind }) => [sequence, kind])).toEqual([
      [1, 'declared'],
      [2, 'fact'],
      [3, 'fact'],
    ]);
    expect(mirror.lines.get('INC')).toEqual(again.entries);
    await again.close();
  });

  it('goes on after a torn last line, which it cuts off', async () => {
    const mirror = new MemoryMirror();
    const journal = await open(mirror);
    await journal.append({ kind: 'declared' });
    await journal.close();
    const path = join(folder, 'journal.jsonl');
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"sequence":2,"ti`);
    const again = await open(mirror);
    await again.append({ kind: 'fact' });
    await again.close();
    expect(readChain(readFileSync(path, 'utf8'), path).entries).toHaveLength(2);
  });

  it('is taken over by a second machine from the mirror alone', async () => {
    const mirror = new MemoryMirror();
    const first = await open(mirror);
    await first.append({ kind: 'declared' });
    await first.append({ kind: 'fact', data: { a: 1 } });
    await first.close();
    const second = await open(mirror, 'elsewhere/journal.jsonl', 2);
    expect(second.entries).toHaveLength(2);
    await second.append({ kind: 'fact', data: { b: 2 } });
    await second.close();
    expect(mirror.lines.get('INC')?.map(({ token }) => token)).toEqual([1, 1, 2]);
  });

  it('refuses to go on where another machine has written something else', async () => {
    const mirror = new MemoryMirror();
    const first = await open(mirror);
    await first.append({ kind: 'declared' });
    await first.close();
    const local = new MemoryMirror();
    local.lines.set('INC', [...(mirror.lines.get('INC') ?? [])]);
    const fork = await open(local);
    await fork.append({ kind: 'fact', data: { mine: true } });
    await fork.close();
    const other = await open(mirror, 'elsewhere/journal.jsonl', 2);
    await other.append({ kind: 'fact', data: { mine: false } });
    await other.close();
    await expect(open(mirror)).rejects.toMatchObject({ code: 'JOURNAL_FORKED', kind: 'refused' });
  });

  it('is not opened under a lease that is older than its last line', async () => {
    const mirror = new MemoryMirror();
    const newer = await open(mirror, 'elsewhere/journal.jsonl', 2);
    await newer.append({ kind: 'declared' });
    await newer.close();
    await expect(open(mirror)).rejects.toMatchObject({ code: 'JOURNAL_TAKEN_OVER', kind: 'refused' });
  });

  it('mirrors a last line that only the disk has', async () => {
    const mirror = new MemoryMirror();
    const journal = await open(mirror);
    await journal.append({ kind: 'declared' });
    await journal.append({ kind: 'fact' });
    await journal.close();
    mirror.lines.get('INC')?.pop();
    await (await open(mirror)).close();
    expect(mirror.lines.get('INC')).toHaveLength(2);
  });
});

describe('the mirror of a journal', () => {
  /** Fails as often as told, before it writes. */
  class Failing extends MemoryMirror {
    failures = 0;
    error: Error = new Error('no network');

    override put(incident: string, entry: Entry): Promise<void> {
      if (this.failures === 0) return super.put(incident, entry);
      this.failures -= 1;
      return Promise.reject(this.error);
    }
  }

  it('has no gap after a line that could not be mirrored at once', async () => {
    const mirror = new Failing();
    const journal = await open(mirror);
    await journal.append({ kind: 'declared' });
    mirror.failures = 1;
    await expect(journal.append({ kind: 'fact', data: { a: 1 } })).rejects.toThrow('no network');
    await journal.append({ kind: 'fact', data: { b: 2 } });
    await journal.close();
    expect(mirror.lines.get('INC')?.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    await (await open(mirror, 'elsewhere/journal.jsonl')).close();
  });

  it('that another machine writes stops this one for good, without a line more on this disk', async () => {
    const mirror = new Failing();
    const journal = await open(mirror);
    await journal.append({ kind: 'declared' });
    mirror.failures = 1;
    mirror.error = new Stop({ kind: 'refused', code: 'JOURNAL_TAKEN_OVER', message: 'taken over' });
    await expect(journal.append({ kind: 'fact' })).rejects.toMatchObject({ code: 'JOURNAL_TAKEN_OVER' });
    const lines = journal.entries.length;
    await expect(journal.append({ kind: 'fact' })).rejects.toMatchObject({ code: 'JOURNAL_TAKEN_OVER' });
    expect(journal.entries).toHaveLength(lines);
    await journal.close();
  });
});

describe('a replayed journal', () => {
  it('knows what was accepted when it was declared, later, and who approved', async () => {
    const mirror = new MemoryMirror();
    const journal = await open(mirror);
    await journal.append({
      kind: 'declared',
      data: { incident: 'INC', runbook: 'toy', operator: 'alice', acknowledged: { from: 'a', to: 'b' } },
    });
    await journal.append({ kind: 'acknowledged', data: { from: 'a', to: 'c', operator: 'bob' } });
    await journal.append({ kind: 'approved', data: { approver: 'carol', approvedAt: 'then' } });
    await journal.close();
    const { acknowledgements, approvals, facts } = replay(journal.entries);
    expect(acknowledgements.map(({ data }) => data)).toEqual([
      { from: 'a', to: 'b', operator: 'alice' },
      { from: 'a', to: 'c', operator: 'bob' },
    ]);
    expect(facts.acknowledged).toEqual({ from: 'a', to: 'c', operator: 'bob' });
    expect(approvals.map(({ data }) => data.approver)).toEqual(['carol']);
  });
});

describe('property: damage to a journal', () => {
  const text = chain(6);

  it('any truncation is read as a prefix of what was written', () => {
    fc.assert(
      fc.property(fc.nat(Buffer.byteLength(text)), (length) => {
        const cut = Buffer.from(text).subarray(0, length).toString('utf8');
        const whole = readChain(text, 'x').entries;
        const { entries } = readChain(cut, 'x');
        expect(entries).toEqual(whole.slice(0, entries.length));
        expect(entries).toHaveLength(cut.split('\n').length - 1);
      }),
    );
  });

  it('any flipped bit is detected, or changes nothing but the tail', () => {
    const bytes = Buffer.from(text);
    const whole = readChain(text, 'x').entries;
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(7), (position, bit) => {
        const flipped = Buffer.from(bytes);
        flipped[position] = (flipped[position] ?? 0) ^ (1 << bit);
        let entries: readonly Entry[];
        try {
          entries = readChain(flipped.toString('utf8'), 'x').entries;
        } catch (error) {
          expect(error).toMatchObject({ code: 'JOURNAL_DAMAGED' });
          return;
        }
        expect(entries).toEqual(whole.slice(0, entries.length));
        expect(entries.length).toBeGreaterThanOrEqual(whole.length - 1);
      }),
      { numRuns: 500 },
    );
  });
});
