import { z } from 'zod';
import { conflict, notFound, ServiceError } from './errors';
import { checked, EMPTY, page, route, type Answer, type Route } from './rest';
import type { AppConfigState, ConfigurationProfile, HostedVersion } from './state';
import { validate } from './validators';

/** Largest hosted configuration: AWS's default quota of 2 MB. */
const MAX_KILOBYTES = 2_048;

const PROFILE = '/applications/{ApplicationId}/configurationprofiles/{ConfigurationProfileId}';

/** All but the content travels in headers. */
const creation = z.object({
  'content-type': z.string().min(1).max(255),
  description: z.string().max(1024).optional(),
  'latest-version-number': z.coerce.number().int().optional(),
  versionlabel: z
    .string()
    .max(64)
    .regex(/[^0-9]/, 'a version label needs a character that is no digit')
    .optional(),
});

/** Newest first, as AWS lists them. */
function newestFirst({ versions }: ConfigurationProfile): HostedVersion[] {
  return [...versions.values()].reverse();
}

/**
 * The version of a profile by its number or its label.
 *
 * @throws ServiceError ResourceNotFoundException
 */
export function versionOf(profile: ConfigurationProfile, numberOrLabel: string): HostedVersion {
  const version = newestFirst(profile).find(
    ({ VersionNumber, VersionLabel }) =>
      String(VersionNumber) === numberOrLabel || VersionLabel === numberOrLabel,
  );
  if (version === undefined) throw notFound('Hosted configuration version', numberOrLabel);
  return version;
}

interface Place {
  readonly ApplicationId: string;
  readonly ConfigurationProfileId: string;
}

function shown(place: Place, version: HostedVersion) {
  const { VersionNumber, Description, ContentType, VersionLabel, KmsKeyArn } = version;
  const { ApplicationId, ConfigurationProfileId } = place;
  return {
    ApplicationId,
    ConfigurationProfileId,
    VersionNumber,
    Description,
    ContentType,
    VersionLabel,
    KmsKeyArn,
  };
}

function answer(place: Place, version: HostedVersion): Answer {
  const optional = {
    Description: version.Description,
    VersionLabel: version.VersionLabel,
    KmsKeyArn: version.KmsKeyArn,
  };
  const given = Object.entries(optional).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    headers: {
      'Application-Id': place.ApplicationId,
      'Configuration-Profile-Id': place.ConfigurationProfileId,
      'Version-Number': String(version.VersionNumber),
      'Content-Type': version.ContentType,
      ...Object.fromEntries(given),
    },
    body: version.content,
  };
}

function assertFits(content: Buffer): void {
  const size = content.length / 1024;
  if (size > MAX_KILOBYTES) {
    throw new ServiceError(413, 'PayloadTooLargeException', 'The configuration is too large', {
      Measure: 'KILOBYTES',
      Limit: MAX_KILOBYTES,
      Size: size,
    });
  }
}

/**
 * The optimistic lock: a writer says which version it thinks is the latest.
 *
 * @throws ServiceError ConflictException
 */
function assertLatest(profile: ConfigurationProfile, expected: number | undefined): void {
  const latest = newestFirst(profile)[0]?.VersionNumber ?? 0;
  if (expected !== undefined && expected !== latest) {
    throw conflict(`The latest version number is ${latest}, not ${expected}`);
  }
}

export function versionRoutes(states: AppConfigState): Route[] {
  return [
    route('POST', `${PROFILE}/hostedconfigurationversions`, 201, ({ request, path }) => {
      const region = states.of(request);
      const profile = region.profile(path);
      const given = checked(creation, request.headers);
      assertFits(request.body);
      assertLatest(profile, given['latest-version-number']);
      if (
        newestFirst(profile).some(({ VersionLabel }) => VersionLabel && VersionLabel === given.versionlabel)
      ) {
        throw conflict(`The version label ${given.versionlabel ?? ''} is taken`);
      }
      validate(profile, request.body);
      profile.lastVersionNumber += 1;
      const version = {
        VersionNumber: profile.lastVersionNumber,
        Description: given.description,
        ContentType: given['content-type'],
        VersionLabel: given.versionlabel,
        KmsKeyArn: region.keyArn(profile.KmsKeyIdentifier),
        content: request.body,
      };
      profile.versions.set(version.VersionNumber, version);
      return answer(path, version);
    }),

    route('GET', `${PROFILE}/hostedconfigurationversions`, 200, (call) => {
      const label = call.request.query.get('version_label');
      const wanted = newestFirst(states.of(call.request).profile(call.path)).filter(
        ({ VersionLabel = '' }) => label === null || matches(label, VersionLabel),
      );
      return page(
        call,
        wanted.map((version) => shown(call.path, version)),
      );
    }),

    route('GET', `${PROFILE}/hostedconfigurationversions/{VersionNumber}`, 200, ({ request, path }) =>
      answer(path, numbered(states.of(request).profile(path), path.VersionNumber)),
    ),

    route('DELETE', `${PROFILE}/hostedconfigurationversions/{VersionNumber}`, 204, ({ request, path }) => {
      const profile = states.of(request).profile(path);
      profile.versions.delete(numbered(profile, path.VersionNumber).VersionNumber);
      return EMPTY;
    }),

    route('POST', `${PROFILE}/validators`, 204, ({ request, path }) => {
      const profile = states.of(request).profile(path);
      const wanted = checked(z.string().min(1), request.query.get('configuration_version'));
      validate(profile, versionOf(profile, wanted).content);
      return EMPTY;
    }),
  ];
}

/** @throws ServiceError ResourceNotFoundException */
function numbered({ versions }: ConfigurationProfile, number: string): HostedVersion {
  const version = versions.get(Number(number));
  if (version === undefined) throw notFound('Hosted configuration version', number);
  return version;
}

/** A label filter may end with a star. */
function matches(filter: string, label: string): boolean {
  return filter.endsWith('*') ? label.startsWith(filter.slice(0, -1)) : label === filter;
}
