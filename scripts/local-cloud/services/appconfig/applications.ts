import { z } from 'zod';
import { badRequest, quotaExceeded } from './errors';
import { EMPTY, input, json, page, route, type Route } from './rest';
import * as shape from './shapes';
import { newId, type AppConfigState, type Application } from './state';

/** AWS's default quota. */
const MAX_APPLICATIONS = 100;

const creation = z.object({ Name: shape.name, Description: shape.description, Tags: shape.tags.default({}) });
const change = z.object({ Name: shape.name.optional(), Description: shape.description });

const shown = ({ Id, Name, Description }: Application) => ({ Id, Name, Description });

export function applicationRoutes(states: AppConfigState): Route[] {
  return [
    route('POST', '/applications', 201, (call) => {
      const { Tags, ...given } = input(call, creation);
      const region = states.of(call.request);
      if (region.applications.size >= MAX_APPLICATIONS) {
        throw quotaExceeded(`An account may have ${MAX_APPLICATIONS} applications`);
      }
      const application = { Id: newId(), ...given, environments: new Map(), profiles: new Map() };
      region.applications.set(application.Id, application);
      region.tags.set(region.arn('application', application.Id), Tags);
      return json(shown(application));
    }),

    route('GET', '/applications', 200, (call) =>
      page(call, [...states.of(call.request).applications.values()].map(shown)),
    ),

    route('GET', '/applications/{ApplicationId}', 200, ({ request, path }) =>
      json(shown(states.of(request).application(path.ApplicationId))),
    ),

    route('PATCH', '/applications/{ApplicationId}', 200, (call) => {
      const application = states.of(call.request).application(call.path.ApplicationId);
      return json(shown(Object.assign(application, input(call, change))));
    }),

    route('DELETE', '/applications/{ApplicationId}', 204, ({ request, path }) => {
      const region = states.of(request);
      const { Id, environments, profiles } = region.application(path.ApplicationId);
      if (environments.size + profiles.size > 0) {
        throw badRequest(
          `Cannot delete application ${Id} because there are still environments or configuration profiles existing under it.`,
        );
      }
      region.applications.delete(Id);
      region.dropTags(region.arn('application', Id));
      return EMPTY;
    }),
  ];
}
