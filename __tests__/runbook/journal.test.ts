import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readChain } from '../../scripts/runbook/journal/chain';
import { FIRST_PREVIOUS, hashOf, type Entry } from '../../scripts/runbook/journal/entry';
import { Journal } from '../../scripts/runbook/journal/journal';
import { MemoryMirror } from '../../scripts/runbook/journal/store';

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
