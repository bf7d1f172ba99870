import {
  CreateHostedConfigurationVersionCommand,
  GetDeploymentCommand,
  ListHostedConfigurationVersionsCommand,
  StartDeploymentCommand,
} from '@aws-sdk/client-appconfig';
import type { Region } from '../../../settings/regions';
import { loadSettings } from '../../../settings';
import type { PointerDocument } from '../../../settings/runtime-documents';
import { startLocalCloud, type LocalCloud } from '../../../scripts/local-cloud/local-cloud';
import type { Action, RegionClients } from '../../../scripts/recovery/aws/action';
import { connect, type Clients } from '../../../scripts/recovery/aws/clients';
import { targetOf } from '../../../scripts/recovery/aws/target';
import { findPointerIds, type PointerIds } from '../../../scripts/recovery/service/pointer/ids';
import { clockOf } from '../../../scripts/engine/clock';

/** The pointer that a furnished region starts with. */
export const FIRST: PointerDocument = {
  schemaVersion: 1,
  tableName: 'SyncWellMetadata',
  epoch: 1,
  writesEnabled: true,
  incidentId: null,
  updatedAt: '1970-01-01T00:00:00Z',
};

export type FaultPlan = Parameters<LocalCloud['injectFaults']>[0];

/** A local cloud for a file of tests; every test takes a region, which no other test sees. */
export class TestCloud {
  private readonly open: Clients[] = [];

  private constructor(readonly cloud: LocalCloud) {}

  static async start(speed: number): Promise<TestCloud> {
    return new TestCloud(await startLocalCloud({ owned: true, speed }));
  }

  async stop(): Promise<void> {
    for (const clients of this.open) clients.destroy();
    await this.cloud.stop();
  }

  /** What an action works with in a region, and the lines of progress that it says. */
  actionIn(region: Region): Action & { readonly lines: string[] } {
    const target = { ...targetOf(loadSettings({ env: { SYNCWELL_ENV: 'drill' } })), region };
    const clock = clockOf(this.cloud.clock());
    const clients = connect(target, {
      clock,
      endpoint: this.cloud.endpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    this.open.push(clients);
    const lines: string[] = [];
    return {
      target,
      clients,
      clock,
      signal: new AbortController().signal,
      lines,
      progress: (text) => {
        lines.push(text);
      },
    };
  }

  /** Acts while a share of the calls fails. */
  async withFaults<Result>(plan: FaultPlan, act: () => Promise<Result>): Promise<Result> {
    await this.cloud.injectFaults(plan);
    try {
      return await act();
    } finally {
      await this.cloud.clearFaults();
    }
  }
}

/** Somebody else, or an earlier run, at work on the pointer. */
export class Publisher {
  private constructor(
    private readonly clients: Pick<Clients, 'appconfig'>,
    readonly ids: PointerIds,
  ) {}

  static async of(action: RegionClients): Promise<Publisher> {
    return new Publisher(action.clients, await findPointerIds(action));
  }

  async version(document: PointerDocument): Promise<number> {
    const { VersionNumber = 0 } = await this.clients.appconfig.send(
      new CreateHostedConfigurationVersionCommand({
        ApplicationId: this.ids.application,
        ConfigurationProfileId: this.ids.profile,
        ContentType: 'application/json',
        Content: Buffer.from(JSON.stringify(document)),
      }),
    );
    return VersionNumber;
  }

  /** @param strategy of the deployment; the instant one unless told */
  async deploy(version: number, strategy = this.ids.strategy): Promise<number> {
    const { DeploymentNumber = 0 } = await this.clients.appconfig.send(
      new StartDeploymentCommand({
        ApplicationId: this.ids.application,
        EnvironmentId: this.ids.environment,
        ConfigurationProfileId: this.ids.profile,
        ConfigurationVersion: String(version),
        DeploymentStrategyId: strategy,
      }),
    );
    return DeploymentNumber;
  }

  async stateOf(DeploymentNumber: number): Promise<string | undefined> {
    const { State } = await this.clients.appconfig.send(
      new GetDeploymentCommand({
        ApplicationId: this.ids.application,
        EnvironmentId: this.ids.environment,
        DeploymentNumber,
      }),
    );
    return State;
  }

  /** Numbers of all versions, newest first. */
  async versions(): Promise<number[]> {
    const { Items = [] } = await this.clients.appconfig.send(
      new ListHostedConfigurationVersionsCommand({
        ApplicationId: this.ids.application,
        ConfigurationProfileId: this.ids.profile,
        MaxResults: 50,
      }),
    );
    return Items.map(({ VersionNumber = 0 }) => VersionNumber);
  }
}
