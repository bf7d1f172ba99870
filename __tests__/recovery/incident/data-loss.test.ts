import fc from 'fast-check';
import {
  parseInstant,
  parseDataLossWindow,
  proposedWindow,
  requireAccepted,
  requireAcceptedBeforehand,
  dataLossWindowText,
} from '../../../scripts/recovery/incident/data-loss';

const at = (text: string): number => Date.parse(`2026-03-01T${text}Z`);

describe('a time on the command line', () => {
  it.each(['2026-03-01T04:15:00Z', '2026-03-01T04:15:00.250Z'])('%s is one', (text) => {
    expect(parseInstant(text)).toBe(Date.parse(text));
  });

  it.each([
    '2026-03-01 04:15:00Z',
    '2026-03-01T04:15Z',
    '2026-03-01T04:15:00',
    '2026-03-01T04:15:00+01:00',
    '2026-02-30T04:15:00Z',
    '2026-13-01T04:15:00Z',
    '2026-03-01T25:15:00Z',
    '1772338500',
    '',
  ])('%p is none', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });
});

describe('an accepted window', () => {
  it.each([
    'yes',
    '2026-03-01T04:15:00Z',
    '2026-03-01T04:15:00Z/',
    '2026-03-01T05:00:00Z/2026-03-01T04:15:00Z',
    '2026-03-01T04:15:00Z/2026-03-01T05:00:00Z/2026-03-01T06:00:00Z',
  ])('%p is refused with an example', (text) => {
    expect(() => parseDataLossWindow(text)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        code: 'ACKNOWLEDGEMENT_MALFORMED',
        message: expect.stringContaining('2026-03-01T04:15:00Z/2026-03-01T05:00:00Z'),
      }),
    );
  });

  it('property: is read back as it was printed', () => {
    const time = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(time, time, (a, b) => {
        const window = { from: Math.min(a, b), to: Math.max(a, b) };
        expect(parseDataLossWindow(dataLossWindowText(window))).toEqual(window);
      }),
    );
  });
});

describe('before the halt', () => {
  const now = at('04:40:10');
  const restorePoint = at('04:15:00');
  const check = (accepted: string | undefined): unknown =>
    requireAcceptedBeforehand({
      accepted: accepted === undefined ? undefined : parseDataLossWindow(accepted),
      restorePoint,
      now,
      objectiveMinutes: 240,
      command: (window) => `again ${window}`,
    });

  it('asks for a window that ends half an hour from now, at the full minute', () => {
    expect(() => check(undefined)).toThrow(
      expect.objectContaining({
        kind: 'refused',
        code: 'DATA_LOSS_NOT_ACCEPTED',
        next: 'again 2026-03-01T04:15:00Z/2026-03-01T05:11:00Z',
      }),
    );
  });

  it('takes the window that it asks for', () => {
    const window = dataLossWindowText(proposedWindow({ restorePoint, now }));
    expect(check(window)).toEqual(parseDataLossWindow(window));
  });

  it.each([
    [
      'another restore point',
      '2026-03-01T04:15:01Z/2026-03-01T05:11:00Z',
      'restore point is 2026-03-01T04:15:00Z',
    ],
    ['an end before now', '2026-03-01T04:15:00Z/2026-03-01T04:40:09Z', 'it is 2026-03-01T04:40:10Z'],
    ['an end far ahead', '2026-03-01T04:15:00Z/2026-03-01T08:40:11Z', 'more than 240 minutes from now'],
  ])('refuses %s', (_, accepted, message) => {
    expect(() => check(accepted)).toThrow(
      expect.objectContaining({
        code: 'DATA_LOSS_NOT_ACCEPTED',
        message: expect.stringContaining(message),
        next: 'again 2026-03-01T04:15:00Z/2026-03-01T05:11:00Z',
      }),
    );
  });
});

describe('after the halt', () => {
  const window = { from: '2026-03-01T04:15:00Z', to: '2026-03-01T04:45:00.250Z' };
  const check = (accepted: { from: string; to: string } | undefined): void => {
    requireAccepted({ window, accepted, incident: 'INC-1' });
  };

  it('is satisfied when the loss lies within what was accepted', () => {
    expect(() => {
      check({ from: '2026-03-01T04:15:00Z', to: '2026-03-01T05:00:00Z' });
      check(window);
    }).not.toThrow();
  });

  it.each([
    ['nothing', undefined],
    ['a window that ends earlier', { from: '2026-03-01T04:15:00Z', to: '2026-03-01T04:45:00Z' }],
    ['a window that begins later', { from: '2026-03-01T04:16:00Z', to: '2026-03-01T05:00:00Z' }],
  ])('demands the exact window when %s was accepted', (_, accepted) => {
    expect(() => {
      check(accepted);
    }).toThrow(
      expect.objectContaining({
        kind: 'refused',
        code: 'DATA_LOSS_NOT_ACCEPTED',
        next: 'npx recover resume INC-1 --accept-data-loss 2026-03-01T04:15:00Z/2026-03-01T04:45:01Z',
      }),
    );
  });
});
