import { existsSync, readFileSync } from 'node:fs';
import { COMMANDS_PAGE, commandsPage } from '../../scripts/docs/commands-page';

it('docs/commands.md says what the declaration says: if not, run npm run docs', async () => {
  const written = existsSync(COMMANDS_PAGE) ? readFileSync(COMMANDS_PAGE, 'utf8') : '';
  if (written !== (await commandsPage())) {
    throw new Error('docs/commands.md is stale: run npm run docs, and commit it');
  }
});
