import fc from 'fast-check';
import { differingKeys, fingerprint, keyOf } from '../../scripts/drill/item';
import { rewound, type StreamRecord } from '../../scripts/drill/proof/read-stream';
import { Ledger, type Write } from '../../scripts/drill/worker/ledger';

const TABLE = 'SyncWellMetadata';

const change = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  image: fc.option(fc.constantFrom('1', '2', '3')),
});
const changes = fc.array(change, { maxLength: 60 });

function write(fields: Partial<Write>): Write {
  return {
    time: 0,
    table: TABLE,
    operation: 'toggle sync',
    key: 'a',
    image: '1',
    good: true,
    epoch: 1,
    ...fields,
  };
}

describe('the ledger', () => {
  it('tells what a table held at any instant, as a table would that was written to in the same order', () => {
    fc.assert(
      fc.property(changes, fc.nat(60), (made, until) => {
        const ledger = new Ledger();
        const table = new Map<string, string>();
        made.forEach(({ key, image }, time) => {
          ledger.record(write({ time, key, image }));
          if (time > until) return;
          if (image === null) table.delete(key);
          else table.set(key, image);
        });
        expect(differingKeys(ledger.stateOf(TABLE, until), table)).toEqual([]);
      }),
    );
  });

  it('keeps the writes of other tables apart', () => {
    const ledger = new Ledger();
    ledger.record(write({ table: 'another', key: 'b' }));
    expect(ledger.stateOf(TABLE).size).toBe(0);
  });

  it('starts from what a table held before the first write', () => {
    const ledger = new Ledger();
    ledger.record(write({ key: 'a', image: null }));
    const state = ledger.stateOf(
      TABLE,
      Infinity,
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    );
    expect([...state]).toEqual([['b', '2']]);
  });
});

describe('taking the records of a stream back', () => {
  it('leads to what was there before the first of them', () => {
    fc.assert(
      fc.property(changes, fc.nat(60), (made, from) => {
        const state = new Map<string, string>();
        let wanted = new Map<string, string>();
        const records: StreamRecord[] = [];
        made.forEach(({ key, image }, second) => {
          if (second === from) wanted = new Map(state);
          const before = state.get(key);
          if (image === null) state.delete(key);
          else state.set(key, image);
          records.push({ second, key, before, after: image ?? undefined });
        });
        if (from >= made.length) wanted = new Map(state);
        const past = rewound(
          state,
          records.filter(({ second }) => second >= from),
        );
        expect(differingKeys(past, wanted)).toEqual([]);
      }),
    );
  });
});

describe('a fingerprint', () => {
  it('does not depend on the order of attributes', () => {
    expect(fingerprint({ PK: { S: 'a' }, version: { N: '1' } })).toBe(
      fingerprint({ version: { N: '1' }, PK: { S: 'a' } }),
    );
  });

  it('differs by type and by value', () => {
    const prints = [{ S: '1' }, { N: '1' }, { S: '2' }].map((value) => fingerprint({ value }));
    expect(new Set(prints).size).toBe(3);
  });

  it('belongs to the two keys of an item', () => {
    expect(keyOf({ PK: { S: 'USER#u1' }, SK: { S: 'PROFILE' } })).toBe('USER#u1 PROFILE');
  });
});
