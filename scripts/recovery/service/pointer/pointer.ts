import {
  GetLatestConfigurationCommand,
  ResourceNotFoundException,
  StartConfigurationSessionCommand,
  type AppConfigDataClient,
} from '@aws-sdk/client-appconfigdata';
import type { PointerDocument } from '../../../../settings/runtime-documents';
import { stop } from '../../../engine/errors';
import type { Action } from '../../aws/action';
import type { WorkerClients } from '../../aws/clients';
import { asWorker } from '../writers/as-worker';
import { parsePointer } from './pointer-document';

/** Sessions opened before it is given up: a token whose answer was lost is spent, so that the next try needs a new one. */
const SESSIONS = 10;

/**
 * The pointer that is live, read as the service reads it: through AppConfig's data plane, by names, in a session of its
 * own, which always answers with the whole document (aws-facts.md, 6.12 and 6.13).
 *
 * @throws Stop CONFIG_MISSING when there is nothing to read, POINTER_INVALID when what is there is no pointer
 */
export function readPointer(action: Action): Promise<PointerDocument> {
  return readWith(action.clients.appconfigdata, action);
}

/** The same with the workers' role: what a worker that starts now is told. @throws Stop also WORKER_ROLE_REFUSED */
export async function readPointerAsWorker(action: Action): Promise<PointerDocument> {
  const { appconfigdata }: WorkerClients = await asWorker(action);
  return readWith(appconfigdata, action);
}

async function readWith(client: AppConfigDataClient, { target }: Action): Promise<PointerDocument> {
  const text = await latest(client, target).catch((error: unknown) => {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    throw stop('CONFIG_MISSING', {
      resource: error.ResourceType ?? 'resource',
      path: `${target.names.configApplication}/${target.names.configEnvironment.pointer}/${target.names.configProfile.pointer}`,
      region: target.region,
      stack: target.names.stack(target.regionKind),
    });
  });
  const pointer = parsePointer(text);
  if (pointer === undefined) {
    throw stop('POINTER_INVALID', { region: target.region, characters: text.length });
  }
  return pointer;
}

async function latest(client: AppConfigDataClient, { names }: Action['target']): Promise<string> {
  for (let session = 1; ; session += 1) {
    const { InitialConfigurationToken: token } = await client.send(
      new StartConfigurationSessionCommand({
        ApplicationIdentifier: names.configApplication,
        EnvironmentIdentifier: names.configEnvironment.pointer,
        ConfigurationProfileIdentifier: names.configProfile.pointer,
      }),
    );
    try {
      const { Configuration } = await client.send(
        new GetLatestConfigurationCommand({ ConfigurationToken: token }),
      );
      return Configuration?.transformToString() ?? '';
    } catch (error) {
      // The answer of the first attempt was lost, and its token with it.
      if ((error as Error).name !== 'BadRequestException' || session >= SESSIONS) throw error;
    }
  }
}
