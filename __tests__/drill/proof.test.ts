import type { PointerDocument } from '../../settings/runtime-documents';
import { namesFor } from '../../settings';
import { proveItems, type ItemsProps } from '../../scripts/drill/proof/items';
import { provePointer } from '../../scripts/drill/proof/pointer';
import type { StreamRecord } from '../../scripts/drill/proof/read-stream';
import { proveSettings } from '../../scripts/drill/proof/settings';
import type { Item } from '../../scripts/drill/item';
import { Ledger } from '../../scripts/drill/worker/ledger';

const SOURCE = 'SyncWellMetadata';
const RESTORED = 'SyncWellMetadata-restored-2026-01-31';

/**
 * Key `a` was written well at 1 and badly at 5, `b` at 2; the restore point is 3, the halt was at 6; since then `b` was
 * written at 9, in the restored table.
 */
function situation(change: (parts: Mutable) => void = () => undefined): ItemsProps {
  const ledger = new Ledger((one) => one.name?.S ?? '');
  const write = (time: number, table: string, key: string, image: string, good = true): void => {
    ledger.record({ time, table, operation: 'x', key, image, good, epoch: 1 });
  };
  const item = (name: string): Item => ({ name: { S: name } });
  ledger.ideal.note('a', item('a1'), true);
  ledger.ideal.note('b', item('b1'), true);
  ledger.ideal.note('a', item('bad'), false);
  write(1, SOURCE, 'a', 'a1');
  write(2, SOURCE, 'b', 'b1');
  write(5, SOURCE, 'a', 'bad', false);
  write(9, RESTORED, 'b', 'b2');
  const parts: Mutable = {
    source: new Map([
      ['a', 'bad'],
      ['b', 'b1'],
    ]),
    sourceRecords: [
      { second: 1, key: 'a', before: undefined, after: 'a1' },
      { second: 2, key: 'b', before: undefined, after: 'b1' },
      { second: 5, key: 'a', before: 'a1', after: 'bad' },
    ],
    restored: new Map([
      ['a', 'a1'],
      ['b', 'b2'],
    ]),
    restoredRecords: [{ second: 9, key: 'b', before: 'b1', after: 'b2' }],
  };
  change(parts);
  return {
    ledger,
    source: { name: SOURCE, state: parts.source, records: parts.sourceRecords },
    restored: { name: RESTORED, state: parts.restored, records: parts.restoredRecords },
    restorePoint: 3,
    found: 5 - 1000,
    resumedAt: 8,
    waiting: new Set(),
    haltedAt: 6,
  };
}

interface Mutable {
  source: Map<string, string>;
  sourceRecords: StreamRecord[];
  restored: Map<string, string>;
  restoredRecords: StreamRecord[];
}

function broken(change: (parts: Mutable) => void): string[] {
  return proveItems(situation(change))
    .findings.filter(({ holds }) => !holds)
    .map(({ id }) => id);
}

describe('the proof of the items', () => {
  it('holds for a right restore', () => {
    expect(broken(() => undefined)).toEqual([]);
  });

  it('sees an item that kept the damage', () => {
    expect(broken(({ restored }) => restored.set('a', 'bad'))).toEqual(['items', 'no-bad-value']);
  });

  it('sees a right write that is lost, unless it is listed for a person', () => {
    const props = situation(({ restored }) => restored.delete('a'));
    expect([...proveItems(props).lost]).toEqual(['a']);
    expect([...proveItems({ ...props, waiting: new Set(['a']) }).lost]).toEqual([]);
  });

  it('knows what right writes would have made of an item that a wrong one hit', () => {
    const { ledger } = situation();
    const value = (x: string, y: string): Item => ({ name: { S: `${x}${y}` }, x: { S: x }, y: { S: y } });
    ledger.ideal.note('c', value('1', '1'), true);
    ledger.ideal.note('c', value('bad', '1'), false);
    ledger.ideal.note('c', { ...value('bad', '2'), name: { S: '12' } }, true);
    expect(ledger.ideal.state.get('c')).toBe('12');
    expect(ledger.ideal.tainted.has('c bad1')).toBe(true);
  });

  it('sees that the restore point is another second', () => {
    const { findings } = proveItems({ ...situation(), found: 4 - 1000 });
    expect(findings.filter(({ holds }) => !holds).map(({ id }) => id)).toEqual(['restore-point']);
  });

  it('sees an item that is missing', () => {
    expect(broken(({ restored }) => restored.delete('a'))).toEqual(['items']);
  });

  it('sees an item that nobody ever wrote', () => {
    expect(broken(({ restored }) => restored.set('c', 'c1'))).toEqual(['items']);
  });

  it('sees a write since the recovery that was acknowledged and lost', () => {
    const lost = broken((parts) => {
      parts.restored.set('b', 'b1');
      parts.restoredRecords = [];
    });
    expect(lost).toEqual(['items-since']);
  });

  it('sees a change of the old table after the halt', () => {
    const late = broken((parts) => {
      parts.source.set('b', 'late');
      parts.sourceRecords.push({ second: 7, key: 'b', before: 'b1', after: 'late' });
    });
    expect(late).toEqual(['old-table-untouched']);
  });

  it('sees a change of the old table that its stream does not tell', () => {
    expect(broken(({ source }) => source.delete('b'))).toContain('old-table-untouched');
  });

  it('sees that ledger and stream disagree', () => {
    expect(broken(({ sourceRecords }) => sourceRecords.pop())).toEqual(['restore-point', 'sources-agree']);
  });

  it('names keys, no more than a few', () => {
    const props = situation(({ restored }) => {
      for (let number = 0; number < 9; number += 1) restored.set(`x${number}`, 'x');
    });
    const finding = proveItems(props).findings.find(({ id }) => id === 'items');
    expect(finding?.evidence).toMatch(/^different: x0, x1, x2, x3, x4 and 4 more;/);
  });
});

describe('the proof of the settings', () => {
  const names = namesFor({ environment: 'drill', accountId: '123456789012' });
  const before = {
    stream: { StreamEnabled: true },
    tags: { owner: 'x', [names.generationTag]: 'original' },
  };

  it('holds when everything but the tag of the generation is the same', () => {
    const after = { ...before, tags: { owner: 'x', [names.generationTag]: 'restored' } };
    expect(proveSettings({ names, before, after }).holds).toBe(true);
  });

  it('names a setting that was left behind', () => {
    const after = {
      stream: { StreamEnabled: false },
      tags: { owner: 'x', [names.generationTag]: 'restored' },
    };
    expect(proveSettings({ names, before, after })).toMatchObject({
      holds: false,
      evidence: 'different: stream',
    });
  });
});

describe('the proof of the pointer', () => {
  const before: PointerDocument = {
    schemaVersion: 1,
    tableName: SOURCE,
    epoch: 4,
    writesEnabled: true,
    incidentId: null,
    updatedAt: '2026-01-31T00:00:00Z',
  };
  const right: PointerDocument = { ...before, tableName: RESTORED, epoch: 5, incidentId: 'INC-1' };
  const holds = (now: PointerDocument): boolean =>
    provePointer({ before, now, restored: RESTORED, incident: 'INC-1' }).holds;

  it('holds for the restored table, the next epoch, and writes that are allowed', () => {
    expect(holds(right)).toBe(true);
  });

  it.each([
    ['the old table', { tableName: SOURCE }],
    ['an epoch that was not raised', { epoch: 4 }],
    ['writes that are still halted', { writesEnabled: false }],
    ["another incident's document", { incidentId: 'INC-2' }],
  ])('sees %s', (_, change) => {
    expect(holds({ ...right, ...change })).toBe(false);
  });
});
