import type { LocalService } from '../gateway/service';
import { createAppConfig } from './appconfig';

/** What the local cloud adds to moto, in the order in which it is asked. */
export function createServices(): LocalService[] {
  return [createAppConfig()];
}
