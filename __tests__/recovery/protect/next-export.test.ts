import {
  LONG_CHAIN,
  nextExports,
  type ChainState,
  type NextExportProps,
} from '../../../scripts/recovery/protect/exports/next-export';

const now = Date.parse('2026-03-10T12:00:00Z');
const window = { earliest: '2026-02-10T12:00:00.000Z', latest: '2026-03-10T11:55:00.700Z' };
const chain: ChainState = {
  number: 3,
  full: { number: 1, to: '2026-03-10T08:00:00.000Z' },
  end: '2026-03-10T11:50:00.000Z',
};

function next(props: Partial<NextExportProps>) {
  return nextExports({ chain, window, since: '2026-03-10T07:00:00.000Z', now, ...props });
}

it('the first export is a full one of the latest whole second that can be restored', () => {
  expect(next({ chain: undefined })).toMatchObject([
    { kind: 'full', from: null, to: '2026-03-10T11:55:00.000Z' },
  ]);
});

it('a first full export waits until changes are copied from well before it, but not forever', () => {
  expect(next({ chain: undefined, since: '2026-03-10T11:54:00.000Z' })).toEqual([]);
  expect(next({ chain: undefined, since: '2026-03-10T11:53:00.000Z' })).toHaveLength(1);
  const stalled = { ...window, latest: '2026-03-10T11:40:00.000Z' };
  expect(next({ chain: undefined, since: '2026-03-10T11:44:00.000Z', window: stalled })).toHaveLength(1);
  expect(next({ chain: undefined, since: undefined })).toHaveLength(1);
});

it('nothing is due while a window would be shorter than a quarter of an hour', () => {
  expect(next({})).toEqual([]);
  expect(next({ chain: { ...chain, end: '2026-03-10T11:40:01.000Z' } })).toEqual([]);
});

it('an incremental export goes on from where the chain ends', () => {
  const end = '2026-03-10T11:40:00.000Z';
  expect(next({ chain: { ...chain, end } })).toMatchObject([
    { kind: 'incremental', from: end, to: '2026-03-10T11:55:00.000Z' },
  ]);
});

it('an incremental export reaches no further than the service knows, nor longer than a day', () => {
  const end = '2026-03-09T12:00:00.000Z';
  const later = { ...window, latest: '2026-03-10T13:00:00.000Z' };
  expect(next({ chain: { ...chain, full: { number: 1, to: end }, end }, window: later })).toMatchObject([
    { kind: 'incremental', from: end, to: '2026-03-10T12:00:00.000Z' },
  ]);
});

it.each([
  [
    'point-in-time recovery was switched off and on',
    { window: { ...window, earliest: '2026-03-10T11:51:00.000Z' } },
    /knows nothing before 2026-03-10T11:51/,
  ],
  [
    'the chain ends more than a day ago',
    { chain: { ...chain, end: '2026-03-09T11:59:59.000Z' } },
    /more than a day ago/,
  ],
])('a full export begins anew when %s, and nothing goes on from the old chain', (_, props, why) => {
  expect(next(props)).toMatchObject([
    { kind: 'full', from: null, to: '2026-03-10T11:55:00.000Z', why: expect.stringMatching(why) },
  ]);
});

it.each([
  ['it has many links', { ...chain, number: LONG_CHAIN + 1 }, undefined, /^48 incremental exports$/],
  [
    'its full export is a week old',
    { ...chain, full: { number: 1, to: '2026-03-03T11:00:00.000Z' } },
    undefined,
    /^the last full export is of /,
  ],
  [
    'the copy of changes began anew since',
    chain,
    '2026-03-10T11:30:00.000Z',
    /^changes are copied only since 2026-03-10T11:30/,
  ],
])('a chain is shortened by a full export of the instant where it ends, when %s', (_, state, since, why) => {
  const due = next({ chain: state, ...(since === undefined ? {} : { since }) });
  expect(due).toMatchObject([{ kind: 'full', to: chain.end, why: expect.stringMatching(why) }]);
});

it('incremental exports go on while a chain is being shortened', () => {
  const long = { ...chain, number: LONG_CHAIN + 1, end: '2026-03-10T11:30:00.000Z' };
  expect(next({ chain: long }).map(({ kind, to }) => [kind, to])).toEqual([
    ['full', long.end],
    ['incremental', '2026-03-10T11:55:00.000Z'],
  ]);
});
