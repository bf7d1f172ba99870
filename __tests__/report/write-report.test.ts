import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeReport } from '../../scripts/report/write-report';
import { nightOfTheIncident, reportProps } from './support/journals';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const PROPS = reportProps(nightOfTheIncident());

describe('a written report', () => {
  it('is there in all three forms, and nothing else is left', async () => {
    const { files } = await writeReport({ ...PROPS, folder });
    expect(files).toEqual(['md', 'html', 'json'].map((format) => join(folder, `report.${format}`)));
    expect(readdirSync(folder).sort()).toEqual(['report.html', 'report.json', 'report.md']);
  });

  it('holds as JSON the model, with its version', async () => {
    const { model } = await writeReport({ ...PROPS, folder, formats: ['json'] });
    const read = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    expect(read).toEqual(model);
    expect(read.schemaVersion).toBe(1);
    expect(Object.keys(read)).toEqual([
      'schemaVersion',
      'generatedAt',
      'incident',
      'declared',
      'state',
      'operators',
      'acknowledgements',
      'recoveryTime',
      'dataLoss',
      'repaired',
      'restorePoint',
      'runs',
      'steps',
      'criticalPath',
      'validation',
      'changes',
      'openPoints',
      'journal',
    ]);
    expect(existsSync(join(folder, 'report.md'))).toBe(false);
  });

  it('is the same twice, takes its time from what was passed in, and is done in less than 5 seconds', async () => {
    const started = performance.now();
    await writeReport({ ...PROPS, folder });
    expect(performance.now() - started).toBeLessThan(5000);
    const [first, second] = [folder, join(folder, 'new', 'deeper')];
    await writeReport({ ...PROPS, folder: second });
    for (const name of ['report.md', 'report.html', 'report.json']) {
      expect(readFileSync(join(second, name))).toEqual(readFileSync(join(first, name)));
    }
    expect(JSON.parse(readFileSync(join(first, 'report.json'), 'utf8')).generatedAt).toBe(
      '2026-03-01T03:40:00.000Z',
    );
  });

  it('leaves an earlier report alone when the journal is damaged', async () => {
    writeFileSync(join(folder, 'report.md'), 'earlier');
    const damaged = { ...PROPS, entries: PROPS.entries.slice(1) };
    await expect(writeReport({ ...damaged, folder })).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });
    expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('earlier');
    expect(readdirSync(folder)).toEqual(['report.md']);
  });
});
