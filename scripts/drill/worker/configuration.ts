import {
  GetLatestConfigurationCommand,
  StartConfigurationSessionCommand,
  type AppConfigDataClient,
} from '@aws-sdk/client-appconfigdata';
import type { Names } from '../../../settings';
import { pointerDocument, type PointerDocument } from '../../../settings/runtime-documents';

/**
 * A worker's session with AppConfig: the whole document at the start, later only what changed (an empty body says that
 * nothing did). AppConfig developer guide, "Retrieving configuration data"; aws-facts.md, 6.12 and 6.13.
 */
export class ConfigurationSession {
  private constructor(
    private readonly client: AppConfigDataClient,
    private token: string,
    /** The pointer as this worker knows it. */
    public pointer: PointerDocument,
  ) {}

  /** @throws Error when there is no configuration: a worker never guesses a table's name */
  static async start(client: AppConfigDataClient, names: Names): Promise<ConfigurationSession> {
    const { InitialConfigurationToken = '' } = await client.send(
      new StartConfigurationSessionCommand({
        ApplicationIdentifier: names.configApplication,
        EnvironmentIdentifier: names.configEnvironment.pointer,
        ConfigurationProfileIdentifier: names.configProfile.pointer,
        RequiredMinimumPollIntervalInSeconds: 15,
      }),
    );
    const { token, text } = await latest(client, InitialConfigurationToken);
    if (text === '')
      throw new Error('AppConfig has no pointer document: the worker cannot start without one');
    return new ConfigurationSession(client, token, pointerDocument.parse(JSON.parse(text)));
  }

  /** Asks whether the pointer changed. */
  async poll(): Promise<void> {
    const { token, text } = await latest(this.client, this.token);
    this.token = token;
    if (text !== '') this.pointer = pointerDocument.parse(JSON.parse(text));
  }
}

async function latest(client: AppConfigDataClient, token: string): Promise<{ token: string; text: string }> {
  const { NextPollConfigurationToken = '', Configuration } = await client.send(
    new GetLatestConfigurationCommand({ ConfigurationToken: token }),
  );
  return { token: NextPollConfigurationToken, text: Configuration?.transformToString() ?? '' };
}
