import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  generationsInFile,
  servingInFile,
  withActiveTable,
  writeActiveTable,
  writeServing,
} from '../../../../scripts/recovery/service/terraform/settings-file';
import { loadSettings } from '../../../../settings';

const SETTINGS = join(__dirname, '..', '..', '..', '..', 'settings');
const RESTORED = 'SyncWellMetadata-restored-2026-01-31';
const text = readFileSync(join(SETTINGS, 'production.json'), 'utf8');

/** The lines that only one of two texts has. */
function changedLines(before: string, after: string): string[] {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !fresh.includes(line)).map((line) => `- ${line.trim()}`),
    ...fresh.filter((line) => !old.includes(line)).map((line) => `+ ${line.trim()}`),
  ];
}

describe('adopting a restored table in the settings file', () => {
  it('changes only the lines of that region, and keeps the formatting of every other line', () => {
    const after = withActiveTable(text, 'primary', RESTORED, 'SyncWellMetadata');
    expect(JSON.parse(after)).toEqual({
      ...JSON.parse(text),
      table: {
        ...JSON.parse(text).table,
        primary: { activeName: RESTORED, adoptedNames: [RESTORED] },
      },
    });
    expect(changedLines(text, after)).toEqual([
      `+ "activeName": "${RESTORED}",`,
      '+ "adoptedNames": [',
      `+ "${RESTORED}"`,
      '+ ]',
    ]);
  });

  it('is the same when it is done twice', () => {
    const once = withActiveTable(text, 'primary', RESTORED, 'SyncWellMetadata');
    expect(withActiveTable(once, 'primary', RESTORED, 'SyncWellMetadata')).toBe(once);
  });

  it('keeps an adopted name when the service goes back to the original', () => {
    const adopted = withActiveTable(text, 'primary', RESTORED, 'SyncWellMetadata');
    const back = withActiveTable(adopted, 'primary', 'SyncWellMetadata', 'SyncWellMetadata');
    expect(JSON.parse(back).table.primary).toEqual({
      activeName: 'SyncWellMetadata',
      adoptedNames: [RESTORED],
    });
  });

  it('adds a second restored table to the first', () => {
    const first = withActiveTable(text, 'primary', RESTORED, 'SyncWellMetadata');
    const second = withActiveTable(first, 'primary', `${RESTORED}-2`, 'SyncWellMetadata');
    expect(JSON.parse(second).table.primary).toEqual({
      activeName: `${RESTORED}-2`,
      adoptedNames: [RESTORED, `${RESTORED}-2`],
    });
  });

  it('refuses a name that the settings would not accept, and leaves the file as it was', () => {
    const directory = mkdtempSync(join(tmpdir(), 'settings-'));
    try {
      cpSync(join(SETTINGS, 'drill.json'), join(directory, 'drill.json'));
      const file = { directory, environment: 'drill', regionKind: 'primary' as const };
      expect(() => writeActiveTable(file, 'Other', 'SyncWellMetadata')).toThrow(/must look like/);
      expect(generationsInFile(file).activeName).toBe('SyncWellMetadata');
      expect(writeActiveTable(file, RESTORED, 'SyncWellMetadata')).toBe(true);
      expect(writeActiveTable(file, RESTORED, 'SyncWellMetadata')).toBe(false);
      expect(writeServing(file, 'recovery')).toBe(true);
      expect(writeServing(file, 'recovery')).toBe(false);
      expect(servingInFile(file)).toBe('recovery');
      expect(loadSettings({ env: { SYNCWELL_ENV: 'drill' }, directory }).table.primary.activeName).toBe(
        RESTORED,
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
