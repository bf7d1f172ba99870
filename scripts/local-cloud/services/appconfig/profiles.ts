import { z } from 'zod';
import { assertDeletable } from './deletion-protection';
import { badRequest, notImplemented, quotaExceeded } from './errors';
import { EMPTY, input, json, page, route, type Route } from './rest';
import * as shape from './shapes';
import { newId, type AppConfigState, type ConfigurationProfile } from './state';
import { checkValidators } from './validators';

/** AWS's default quota. */
const MAX_PROFILES = 100;
const FREEFORM = 'AWS.Freeform';

const validators = z
  .array(z.object({ Type: z.enum(['JSON_SCHEMA', 'LAMBDA']), Content: z.string().max(32_768) }))
  .max(2);
const creation = z.object({
  Name: shape.longName,
  Description: shape.description,
  LocationUri: z.string().min(1).max(2048),
  RetrievalRoleArn: shape.arn.optional(),
  Validators: validators.optional(),
  Type: z.string().default(FREEFORM),
  KmsKeyIdentifier: shape.kmsKey,
  Tags: shape.tags.default({}),
});
const change = z.object({
  Name: shape.longName.optional(),
  Description: shape.description,
  RetrievalRoleArn: shape.arn.optional(),
  Validators: validators.optional(),
  KmsKeyIdentifier: shape.kmsKey,
});

export function profileRoutes(states: AppConfigState): Route[] {
  const show = (
    region: ReturnType<AppConfigState['of']>,
    ApplicationId: string,
    profile: ConfigurationProfile,
  ) => {
    const { Id, Name, Description, LocationUri, RetrievalRoleArn, Validators, Type } = profile;
    // An empty identifier takes the key away.
    const KmsKeyIdentifier = profile.KmsKeyIdentifier === '' ? undefined : profile.KmsKeyIdentifier;
    const shown = { ApplicationId, Id, Name, Description, LocationUri, RetrievalRoleArn, Validators, Type };
    return json({ ...shown, KmsKeyIdentifier, KmsKeyArn: region.keyArn(KmsKeyIdentifier) });
  };
  return [
    route('POST', '/applications/{ApplicationId}/configurationprofiles', 201, (call) => {
      const { Tags, ...given } = input(call, creation);
      const region = states.of(call.request);
      const { Id: applicationId, profiles } = region.application(call.path.ApplicationId);
      if (given.Type !== FREEFORM) throw notImplemented(`configuration profiles of type ${given.Type}`);
      if (profiles.size >= MAX_PROFILES) {
        throw quotaExceeded(`An application may have ${MAX_PROFILES} configuration profiles`);
      }
      checkValidators(given.Validators);
      const profile = {
        Id: newId(),
        ...given,
        versions: new Map(),
        lastVersionNumber: 0,
        createdAt: call.now,
      };
      profiles.set(profile.Id, profile);
      region.tags.set(region.arn('application', applicationId, 'configurationprofile', profile.Id), Tags);
      return show(region, applicationId, profile);
    }),

    route('GET', '/applications/{ApplicationId}/configurationprofiles', 200, (call) => {
      const { Id: ApplicationId, profiles } = states.of(call.request).application(call.path.ApplicationId);
      const type = call.request.query.get('type');
      const wanted = [...profiles.values()].filter(({ Type }) => type === null || Type === type);
      return page(
        call,
        wanted.map(({ Id, Name, LocationUri, Validators, Type }) => {
          const ValidatorTypes = Validators?.map((validator) => validator.Type);
          return { ApplicationId, Id, Name, LocationUri, ValidatorTypes, Type };
        }),
      );
    }),

    route(
      'GET',
      '/applications/{ApplicationId}/configurationprofiles/{ConfigurationProfileId}',
      200,
      ({ request, path }) => {
        const region = states.of(request);
        return show(region, path.ApplicationId, region.profile(path));
      },
    ),

    route(
      'PATCH',
      '/applications/{ApplicationId}/configurationprofiles/{ConfigurationProfileId}',
      200,
      (call) => {
        const region = states.of(call.request);
        const profile = region.profile(call.path);
        const given = input(call, change);
        checkValidators(given.Validators);
        return show(region, call.path.ApplicationId, Object.assign(profile, given));
      },
    ),

    route(
      'DELETE',
      '/applications/{ApplicationId}/configurationprofiles/{ConfigurationProfileId}',
      204,
      (call) => {
        const region = states.of(call.request);
        const { ApplicationId, ConfigurationProfileId: id } = call.path;
        const profile = region.profile(call.path);
        if (profile.versions.size > 0) {
          throw badRequest(
            `Cannot delete configuration profile ${id} because there are still hosted configuration versions existing under it.`,
          );
        }
        assertDeletable(call, region.deletionProtection, profile);
        region.application(ApplicationId).profiles.delete(id);
        region.dropTags(region.arn('application', ApplicationId, 'configurationprofile', id));
        return EMPTY;
      },
    ),
  ];
}
