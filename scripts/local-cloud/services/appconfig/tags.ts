import { z } from 'zod';
import { EMPTY, input, json, route, type Call, type Route } from './rest';
import * as shape from './shapes';
import { found, type AppConfigState } from './state';

const addition = z.object({ Tags: shape.tags });

export function tagRoutes(states: AppConfigState): Route[] {
  const tagsOf = ({ request, path }: Call<'ResourceArn'>) =>
    found(states.of(request).tags.get(path.ResourceArn), 'Resource', path.ResourceArn);
  return [
    route('GET', '/tags/{ResourceArn}', 200, (call) => json({ Tags: tagsOf(call) })),

    route('POST', '/tags/{ResourceArn}', 204, (call) => {
      Object.assign(tagsOf(call), input(call, addition).Tags);
      return EMPTY;
    }),

    route('DELETE', '/tags/{ResourceArn}', 204, (call) => {
      const tags = tagsOf(call);
      for (const key of call.request.query.getAll('tagKeys')) Reflect.deleteProperty(tags, key);
      return EMPTY;
    }),
  ];
}
