import { join } from 'node:path';

export const PROJECT_ROOT = join(__dirname, '..', '..');

/** Everything that the local cloud installs or writes; may be deleted at any time when none runs. */
export const LOCAL_CLOUD_DIRECTORY = join(PROJECT_ROOT, '.local-cloud');

/** One folder a running cloud: its description, its log and its request log. */
export const CLOUDS_DIRECTORY = join(LOCAL_CLOUD_DIRECTORY, 'clouds');
