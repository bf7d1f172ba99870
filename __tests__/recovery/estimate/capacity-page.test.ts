import { existsSync, readFileSync } from 'node:fs';
import { CAPACITY_PAGE, capacityPage } from '../../../scripts/docs/capacity-page';

it('docs/capacity.md says what the model says: if not, run npm run docs', async () => {
  const written = existsSync(CAPACITY_PAGE) ? readFileSync(CAPACITY_PAGE, 'utf8') : '';
  if (written !== (await capacityPage())) {
    throw new Error('docs/capacity.md is stale: run npm run docs, and commit it');
  }
});
