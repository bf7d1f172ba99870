import type { LocalService } from '../../gateway/service';
import { dataPlaneRoutes } from '../appconfigdata';
import { applicationRoutes } from './applications';
import { accountSettingsRoutes } from './deletion-protection';
import { deploymentRoutes } from './deployments';
import { environmentRoutes } from './environments';
import { notImplemented } from './errors';
import { extensionRoutes } from './extensions';
import { profileRoutes } from './profiles';
import { AppConfigState } from './state';
import { strategyRoutes } from './strategies';
import { tagRoutes } from './tags';
import { versionRoutes } from './versions';

/**
 * AWS AppConfig and AppConfigData, which share a signing name. Nothing of them goes on to moto: it lacks environments,
 * strategies, deployments and sessions, and gives a deleted version's number to the next one.
 */
export function createAppConfig(): LocalService {
  const states = new AppConfigState();
  const routes = [
    dataPlaneRoutes,
    applicationRoutes,
    environmentRoutes,
    profileRoutes,
    versionRoutes,
    strategyRoutes,
    deploymentRoutes,
    tagRoutes,
    accountSettingsRoutes,
    extensionRoutes,
  ].flatMap((make) => make(states));
  return {
    name: 'appconfig',
    async respond(request, context) {
      if (request.service !== 'appconfig') return undefined;
      for (const route of routes) {
        const answer = route.respond(request, context);
        if (answer !== undefined) return answer;
      }
      return notImplemented(`${request.method} ${request.path}`).toResponse();
    },
  };
}
