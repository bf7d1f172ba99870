import { existsSync, readFileSync } from 'node:fs';
import { DOCTOR_PAGE, doctorPage } from '../../../scripts/docs/doctor-page';
import { checksAt } from '../../../scripts/recovery/readiness';

it('docs/doctor.md says what the checks say: if not, run npm run docs', async () => {
  const written = existsSync(DOCTOR_PAGE) ? readFileSync(DOCTOR_PAGE, 'utf8') : '';
  if (written !== (await doctorPage())) {
    throw new Error('docs/doctor.md is stale: run npm run docs, and commit it');
  }
  for (const { id } of checksAt('doctor')) expect(written).toContain(`\`${id}\``);
});
