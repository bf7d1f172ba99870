import { randomUUID } from 'node:crypto';
import type { LocalService, ServiceRequest } from '../gateway/service';
import { ServiceError } from './appconfig/errors';
import { EMPTY, json, route } from './appconfig/rest';
import { jsonBody, type Json } from './support/json';
import { Regional } from './support/regional';

const TEMPLATES = '/experimentTemplates';
const TEMPLATE = '/experimentTemplates/{id}';
const TAGS = '/tags/{resourceArn}';

/** What a template is unless told (AWS FIS API reference, CreateExperimentTemplateExperimentOptionsInput). */
const OPTIONS = { accountTargeting: 'single-account', emptyTargetResolutionMode: 'fail' };

type Tags = Record<string, string>;
interface Template extends Json {
  readonly id: string;
  readonly arn: string;
  readonly tags: Tags;
}

/**
 * AWS FIS: experiment templates are kept and given back (AWS FIS API reference). No experiment is started: nothing here
 * has zones that could fail, and an experiment that only says so would prove nothing.
 */
export function createFis(): LocalService {
  const templates = new Regional(() => new Map<string, Template>());
  const find = (request: ServiceRequest, id: string): Template => {
    const template = templates.of(request).get(id);
    if (template === undefined) {
      throw new ServiceError(404, 'ResourceNotFoundException', `Experiment template ${id} does not exist.`);
    }
    return template;
  };
  const ofArn = (request: ServiceRequest, arn: string): Template =>
    find(request, arn.split('/').at(-1) ?? '');
  const keep = (request: ServiceRequest, template: Template): Template => {
    templates.of(request).set(template.id, template);
    return template;
  };
  const routes = [
    route('POST', TEMPLATES, 200, ({ request, now }) => {
      const { experimentOptions, ...content } = jsonBody(request);
      const id = `EXT${randomUUID().replaceAll('-', '').slice(0, 16)}`;
      const template = keep(request, {
        tags: {},
        targets: {},
        ...content,
        experimentOptions: { ...OPTIONS, ...(experimentOptions as Json | undefined) },
        // It names the call, not the template.
        clientToken: undefined,
        id,
        arn: `arn:aws:fis:${request.region}:${request.accountId}:experiment-template/${id}`,
        creationTime: now / 1000,
        lastUpdateTime: now / 1000,
      });
      return json({ experimentTemplate: template });
    }),
    route('GET', TEMPLATES, 200, ({ request }) =>
      json({
        experimentTemplates: [...templates.of(request).values()].map(
          ({ id, arn, description, creationTime, lastUpdateTime, tags }) => ({
            ...{ id, arn, description },
            ...{ creationTime, lastUpdateTime, tags },
          }),
        ),
      }),
    ),
    route('GET', TEMPLATE, 200, ({ request, path }) => json({ experimentTemplate: find(request, path.id) })),
    route('PATCH', TEMPLATE, 200, ({ request, path, now }) => {
      const before = find(request, path.id);
      const { experimentOptions, ...changes } = jsonBody(request);
      const template = keep(request, {
        ...before,
        ...changes,
        experimentOptions: {
          ...(before.experimentOptions as Json),
          ...(experimentOptions as Json | undefined),
        },
        lastUpdateTime: now / 1000,
      });
      return json({ experimentTemplate: template });
    }),
    route('DELETE', TEMPLATE, 200, ({ request, path }) => {
      const template = find(request, path.id);
      templates.of(request).delete(path.id);
      return json({ experimentTemplate: template });
    }),
    route('GET', TAGS, 200, ({ request, path }) => json({ tags: ofArn(request, path.resourceArn).tags })),
    route('POST', TAGS, 200, ({ request, path }) => {
      const template = ofArn(request, path.resourceArn);
      const { tags } = jsonBody(request) as { tags: Tags };
      keep(request, { ...template, tags: { ...template.tags, ...tags } });
      return EMPTY;
    }),
    route('DELETE', TAGS, 200, ({ request, path }) => {
      const template = ofArn(request, path.resourceArn);
      const removed = request.query.getAll('tagKeys');
      const kept = Object.entries(template.tags).filter(([key]) => !removed.includes(key));
      keep(request, { ...template, tags: Object.fromEntries(kept) });
      return EMPTY;
    }),
  ];
  return {
    name: 'fis',
    respond(request, context) {
      if (request.service !== 'fis') return Promise.resolve(undefined);
      for (const candidate of routes) {
        const answer = candidate.respond(request, context);
        if (answer !== undefined) return answer;
      }
      return Promise.resolve(undefined);
    },
  };
}
