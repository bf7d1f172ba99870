import { join } from 'node:path';

/** Folder of this repository. */
export const PROJECT_ROOT = join(__dirname, '..');
