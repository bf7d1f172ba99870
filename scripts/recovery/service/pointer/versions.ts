import {
  BadRequestException,
  ConflictException,
  CreateHostedConfigurationVersionCommand,
  GetHostedConfigurationVersionCommand,
  paginateListHostedConfigurationVersions,
  ResourceNotFoundException,
} from '@aws-sdk/client-appconfig';
import type { PointerDocument } from '../../../../settings/runtime-documents';
import { stop } from '../../../engine/errors';
import type { Stop } from '../../../engine/stop';
import type { Action } from '../../aws/action';
import type { PointerIds } from './ids';
import { parsePointer, samePointer } from './pointer-document';

type Caller = Pick<Action, 'clients'>;

/** Whether a version of the profile says what is wanted; one that is gone says nothing. */
export async function saysSo(
  { clients }: Caller,
  { application, profile }: PointerIds,
  version: number,
  wanted: PointerDocument,
): Promise<boolean> {
  try {
    const { Content } = await clients.appconfig.send(
      new GetHostedConfigurationVersionCommand({
        ApplicationId: application,
        ConfigurationProfileId: profile,
        VersionNumber: version,
      }),
    );
    const pointer = parsePointer(Buffer.from(Content ?? []).toString('utf8'));
    return pointer !== undefined && samePointer(pointer, wanted);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
}

/**
 * A version that says what is wanted: the newest one when it does (of a run that was killed, or of a call whose answer
 * was lost), else a new one, made only if nobody made another meanwhile (aws-facts.md, 6.3).
 *
 * @returns its number
 * @throws Stop POINTER_MOVED, CONFIG_REJECTED
 */
export async function haveVersion(action: Caller, ids: PointerIds, wanted: PointerDocument): Promise<number> {
  const newest = await newestVersion(action, ids);
  if (newest > 0 && (await saysSo(action, ids, newest, wanted))) return newest;
  try {
    const { VersionNumber = 0 } = await action.clients.appconfig.send(
      new CreateHostedConfigurationVersionCommand({
        ApplicationId: ids.application,
        ConfigurationProfileId: ids.profile,
        ContentType: 'application/json',
        Content: Buffer.from(JSON.stringify(wanted)),
        Description: `table ${wanted.tableName}, epoch ${wanted.epoch}, incident ${wanted.incidentId ?? 'none'}`,
        ...(newest === 0 ? {} : { LatestVersionNumber: newest }),
      }),
    );
    return VersionNumber;
  } catch (error) {
    if (!(error instanceof ConflictException)) throw rejection(error, wanted) ?? error;
    const own = await newestVersion(action, ids);
    if (own > newest && (await saysSo(action, ids, own, wanted))) return own;
    throw stop('POINTER_MOVED', { version: own, newest, incident: wanted.incidentId });
  }
}

/** The validators' no in our words: path and reason, never the value (aws-facts.md, 6.3). @returns undefined for other errors */
export function rejection(error: unknown, wanted: PointerDocument): Stop | undefined {
  if (!(error instanceof BadRequestException) || error.Reason !== 'InvalidConfiguration') return undefined;
  const reasons = (error.Details?.InvalidConfiguration ?? []).map(
    ({ Constraint = '?', Location = '?', Reason = '?' }) => `${Location} (${Constraint}): ${Reason}`,
  );
  return stop('CONFIG_REJECTED', {
    reasons: reasons.length === 0 ? ['it names no reason'] : reasons,
    by: 'AppConfig',
    incident: wanted.incidentId,
  });
}

/** @returns 0 when there is none */
async function newestVersion({ clients }: Caller, { application, profile }: PointerIds): Promise<number> {
  let newest = 0;
  for await (const { Items = [] } of paginateListHostedConfigurationVersions(
    { client: clients.appconfig },
    { ApplicationId: application, ConfigurationProfileId: profile },
  )) {
    newest = Math.max(newest, ...Items.map(({ VersionNumber = 0 }) => VersionNumber));
  }
  return newest;
}
