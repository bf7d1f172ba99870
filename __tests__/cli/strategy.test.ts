import { proposalOf } from '../../scripts/commands/support/strategy';
import type { RestorePointFindings } from '../../scripts/recovery/repair/restore-point/findings';

function findings(change: Partial<RestorePointFindings['blast']>, log: object = {}): RestorePointFindings {
  return {
    verdict: 'found',
    log: { source: 'stream', everyWrite: true, since: '2026-03-01T03:00:00Z', trimmed: false, ...log },
    blast: {
      badWrites: 50,
      corruptedItems: { count: 40, orMore: false },
      affectedUsers: { count: 30, orMore: false },
      writesOnCorruptedItems: 5,
      goodWritesAfter: 900,
      brokenBefore: 0,
      ...change,
    },
  } as RestorePointFindings;
}

describe('what the numbers speak for', () => {
  it('is a rewind when the log tells every write, little is corrupted and little was made of that', () => {
    const { strategy, because } = proposalOf(findings({}));
    expect(strategy).toBe('rewind');
    expect(because).toContain('40 corrupted items, 5 writes on top of them, 900 good writes since');
  });

  it.each([
    ['too much is corrupted', findings({ corruptedItems: { count: 200_000, orMore: false } })],
    ['nobody knows how much is corrupted', findings({ corruptedItems: { count: 40, orMore: true } })],
    ['too much was made of what is corrupted', findings({ writesOnCorruptedItems: 30 })],
    ['the log has been trimmed', findings({}, { trimmed: true })],
    ['the log tells the last writes alone', findings({}, { everyWrite: false })],
  ])('is a restore when %s', (_, found) => {
    expect(proposalOf(found).strategy).toBe('restore');
  });
});
