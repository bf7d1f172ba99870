import { listEnvironments, loadSettings, namesFor } from '../../settings';
import { KNOWN_REGIONS } from '../../settings/regions';
import { pointerDocument } from '../../settings/runtime-documents';

const all = listEnvironments().map((environment) =>
  namesFor(loadSettings({ env: { SYNCWELL_ENV: environment } })),
);

describe('names', () => {
  it('keep buckets within the 63 characters and the alphabet of S3, in every region', () => {
    for (const names of all) {
      for (const region of KNOWN_REGIONS) {
        for (const purpose of ['state', 'exports', 'changes', 'secrets', 'audit', 'switch'] as const) {
          expect(names.bucket(purpose, region)).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
        }
      }
    }
  });

  it('give a restored table a name that DynamoDB takes and the pointer document accepts', () => {
    for (const names of all) {
      for (const name of [names.restoredTable('2026-01-31'), names.restoredTable('2026-01-31', 2)]) {
        expect(name).toMatch(/^[a-zA-Z0-9_.-]{3,255}$/);
        expect(pointerDocument.shape.tableName.safeParse(name).success).toBe(true);
      }
    }
  });

  it('tell the restores of one day apart', () => {
    const [names] = all;
    expect(names?.restoredTable('2026-01-31')).toBe('SyncWellMetadata-restored-2026-01-31');
    expect(names?.restoredTable('2026-01-31', 2)).toBe('SyncWellMetadata-restored-2026-01-31-2');
  });

  it('keep roles within the 64 characters of IAM', () => {
    for (const names of all) expect(names.role('continuity-scheduler').length).toBeLessThanOrEqual(64);
  });

  it('never end a secret with a hyphen and six characters, which would look like an ARN', () => {
    for (const names of all) {
      expect(names.userSecret('u-1', 'abc-123456')).not.toMatch(/-[A-Za-z0-9]{6}$/);
    }
  });
});
