import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms';
import { CreateBucketCommand, type BucketLocationConstraint } from '@aws-sdk/client-s3';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { ParameterType, PutParameterCommand } from '@aws-sdk/client-ssm';
import {
  createInProcessCloud,
  type InProcessCloud,
  type InProcessCloudProps,
} from '../../../scripts/local-cloud/in-process';
import { resolveAddresses } from '../../../scripts/local-cloud/dns/resolver';
import { generateUsers, type PlainItem } from '../../../scripts/drill/generated-users';
import {
  clientConfig,
  connect,
  type Clients,
  type ConnectProps,
} from '../../../scripts/recovery/aws/clients';
import { targetOf, type Target } from '../../../scripts/recovery/aws/target';
import { connectProtection } from '../../../scripts/recovery/protect/connection';
import { protect, type RoundResult } from '../../../scripts/recovery/protect/protect';
import { vaultOfBackup } from '../../../scripts/recovery/vault';
import { connectSecrets } from '../../../scripts/recovery/vault/secrets';
import type { Resolver } from '../../../scripts/recovery/service/traffic/resolver';
import { loadSettings, type Region, type RegionKind, type Settings } from '../../../settings';
import { apiTarget, failoverDns } from '../../support/failover-dns';
import { furnish } from '../../support/furnished-cloud';
import { makeRuntimeConfig } from '../../support/furnished-cloud/runtime-config';
import { keyArn, makeTable } from '../../support/furnished-cloud/table';
import { makeWatch } from '../../support/furnished-cloud/watch';
import { makeWorkers } from '../../support/furnished-cloud/workers';
import { VirtualClock } from '../../support/virtual-clock';
import type { Mortal } from './mortal';

export const MINUTE = 60_000;
export const START = Date.UTC(2026, 2, 1, 8);
export const settings: Settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
export const HOME = targetOf(settings);
export const AWAY = targetOf(settings, 'recovery', { lost: 'primary' });
const { names } = HOME;

export interface TwoRegionsProps {
  /** @default 8 */
  readonly users?: number;
  /** @default without latency and quotas */
  readonly cloud?: Omit<InProcessCloudProps, 'clock'>;
  /** @default one that begins at START */
  readonly clock?: VirtualClock;
  /** What Terraform takes for the stack of the recovery region. @default no time */
  readonly deployMinutes?: number;
}

/**
 * An environment of two regions in this process, on a clock of its own: the service runs in the primary one with some
 * users, both foundations are made, and the recovery region holds nothing but its vault.
 */
export class TwoRegions {
  readonly clock: VirtualClock;
  readonly cloud: InProcessCloud;
  readonly resolver: Resolver;
  readonly home: Clients;
  readonly away: Clients;
  /** The items that the primary region began with. */
  items: readonly PlainItem[] = [];
  /** The serving region, by the settings file. */
  serving: RegionKind = 'primary';
  /** The active table of each half, by the settings file. */
  readonly active: Record<RegionKind, string> = {
    primary: names.originalTable,
    recovery: names.originalTable,
  };
  private deployed: Promise<void> | undefined;
  private readonly deployMinutes: number;

  private constructor({ cloud, deployMinutes = 0, clock = new VirtualClock(START) }: TwoRegionsProps) {
    this.clock = clock;
    this.deployMinutes = deployMinutes;
    this.cloud = createInProcessCloud({ ...cloud, clock: this.clock });
    const dns = this.cloud.resolverOf(failoverDns(settings));
    this.resolver = (name) => resolveAddresses(dns, name);
    this.home = this.reach(HOME);
    this.away = this.reach(AWAY);
  }

  static async create({ users = 8, ...props }: TwoRegionsProps = {}): Promise<TwoRegions> {
    const world = new TwoRegions(props);
    const { items } = await furnish(world.home, HOME, { users: generateUsers({ count: users }) });
    world.items = items;
    await world.lay(world.home, HOME);
    await world.lay(world.away, AWAY);
    return world;
  }

  get connecting(): Omit<ConnectProps, 'clock'> {
    return {
      requestHandler: this.cloud.requestHandler as never,
      endpoint: 'http://in-process',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      random: () => 0.5,
    };
  }

  /**
   * One round of protection after another, so many minutes apart, as the agent in a region makes them.
   *
   * @param mortal what an agent that may be killed reaches the cloud by @default as everybody does
   */
  async protect(
    pauses: readonly number[],
    target = HOME,
    { requestHandler, clock }: Mortal = { requestHandler: this.cloud.requestHandler, clock: this.clock },
  ): Promise<RoundResult | undefined> {
    const connecting = { ...this.connecting, requestHandler: requestHandler as never };
    const clients = connect(target, { ...connecting, clock });
    const { signal } = new AbortController();
    const action = { target, clients, clock, signal, progress: () => undefined };
    const place = vaultOfBackup(target);
    let result: RoundResult | undefined;
    for (const minutes of pauses) {
      await clock.sleep(minutes * MINUTE);
      result = await protect(
        connectProtection(action, place, connecting),
        connectSecrets(action, place, connecting),
      );
    }
    return result;
  }

  /** What Terraform makes of the stack of a region, once. */
  async deploy(regionKind: RegionKind): Promise<void> {
    if (regionKind === 'primary') return;
    // Whoever comes while it goes on waits for its end.
    await (this.deployed ??= this.deployAway());
  }

  private async deployAway(): Promise<void> {
    const { away, active } = this;
    const table = active.recovery;
    await this.clock.sleep(this.deployMinutes * MINUTE);
    await makeTable(away, AWAY, table);
    await makeRuntimeConfig(away, AWAY, table);
    await makeWorkers(away, AWAY);
    await makeWatch(away, AWAY, table);
    await away.ssm.send(
      new PutParameterCommand({ Name: names.liveTableParameter, Type: ParameterType.STRING, Value: table }),
    );
    for (const provider of settings.providers) {
      const secret = { Name: names.providerSecret(provider), KmsKeyId: keyArn(AWAY) };
      await away.secrets.send(new CreateSecretCommand(secret));
    }
  }

  /** Clients whose calls arrive. */
  reach(target: Target): Clients {
    return connect(target, { ...this.connecting, clock: this.clock });
  }

  /** Where the workers' image of a region lies. */
  registry(region: Region): ECRClient {
    return new ECRClient(clientConfig(region, { ...this.connecting, clock: this.clock, lost: undefined }));
  }

  /** The foundation of a region. */
  private async lay({ s3, kms, ssm }: Clients, { region }: Target): Promise<void> {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new CreateAliasCommand({ AliasName: names.keyAlias, TargetKeyId: KeyMetadata?.KeyId }));
    await ssm.send(
      new PutParameterCommand({
        Name: names.apiDomainTargetParameter,
        Type: ParameterType.STRING,
        Value: apiTarget(region),
      }),
    );
    const registry = this.registry(region);
    const { imageRepository: repositoryName } = names;
    const { imageDigest } = settings.worker;
    await registry.send(new CreateRepositoryCommand({ repositoryName }));
    await registry.send(new PutImageCommand({ repositoryName, imageManifest: '{}', imageDigest }));
    const bare = connect(targetOf(settings), { ...this.connecting, clock: this.clock });
    const purposes = ['exports', 'changes', 'secrets', 'switch'] as const;
    for (const purpose of purposes) {
      if (purpose === 'switch' && region !== AWAY.region) continue;
      await (region === AWAY.region ? bare.audit : s3).send(
        new CreateBucketCommand({
          Bucket: names.bucket(purpose, region),
          ...(region === 'us-east-1'
            ? {}
            : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } }),
        }),
      );
    }
  }
}
