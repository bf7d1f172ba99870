import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listEnvironments, loadSettings } from '../../settings/load';
import { golden, GOLDEN, goldenBytes } from './support/golden';
import { projectRoot } from './support/sources';

const directory = join(GOLDEN, 'settings');
const TODAY = join(projectRoot(), 'settings');

/** The settings files as they were; where there are none yet, as they are. */
function before(): string[] {
  for (const environment of listEnvironments(TODAY)) {
    const file = `${environment}.json`;
    if (process.env.RECORD_CONTRACTS === '1') {
      goldenBytes(join('settings', file), readFileSync(join(TODAY, file)));
    }
  }
  return listEnvironments(directory);
}

it.each(before())('the settings file of %s as it was is still read, to the same settings', (environment) => {
  const settings = loadSettings({ env: { SYNCWELL_ENV: environment }, directory });
  expect(settings).toMatchObject(golden(join('settings-as-read', `${environment}.json`), settings));
});
