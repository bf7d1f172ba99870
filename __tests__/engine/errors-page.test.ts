import { existsSync, readFileSync } from 'node:fs';
import { ERRORS_PAGE, errorsPage } from '../../scripts/docs/errors-page';
import { ERRORS } from '../../scripts/engine/errors';

it('docs/errors.md says what the registry says: if not, run npm run docs', async () => {
  const written = existsSync(ERRORS_PAGE) ? readFileSync(ERRORS_PAGE, 'utf8') : '';
  if (written !== (await errorsPage())) {
    throw new Error('docs/errors.md is stale: run npm run docs, and commit it');
  }
  for (const code of Object.keys(ERRORS)) expect(written).toContain(`\`${code}\``);
});
