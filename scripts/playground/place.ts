import { join } from 'node:path';
import { LOCAL_CLOUD_DIRECTORY } from '../local-cloud/paths';

/** Name of the playground's local cloud. */
export const CLOUD = 'playground';

/** Everything that the playground writes; gone after `stop`. */
export const FOLDER = join(LOCAL_CLOUD_DIRECTORY, 'playground');

export function stateFileOf(folder: string): string {
  return join(folder, 'state.json');
}

/** What the background process prints. */
export function logFileOf(folder: string): string {
  return join(folder, 'playground.log');
}

export function incidentsOf(folder: string): string {
  return join(folder, 'incidents');
}
