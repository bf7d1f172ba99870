import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import type { Settings } from '../../settings';
import { startLocalCloud, type LocalCloud } from '../local-cloud/local-cloud';
import { isAlive } from '../local-cloud/process/description';
import { requireTerraform } from '../recovery/service/terraform/require-terraform';
import { Workspace } from '../recovery/service/terraform/workspace';
import type { PlannedStack } from './stages';
import { PROJECT_ROOT } from '../project-root';
import { given } from '../engine/given';

const SETTINGS_DIRECTORY = join(PROJECT_ROOT, 'settings');

export interface StackReport {
  readonly stack: string;
  readonly region: string;
  readonly resources: number;
  /** Wall seconds of the `cdktf deploy` that applied it; stacks that one command applied share theirs. */
  readonly deploySeconds: number;
  readonly secondPlan: 'no changes' | 'changes';
}

export interface EnvironmentProps {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How many times as fast as the wall's the cloud's clock runs. @default 1 */
  readonly speed?: number;
  /** Leaves the cloud running under this name, whatever becomes of this process. @default it ends with this process */
  readonly keepAs?: string;
  /** Name of a cloud that ends with this process. @default one of its own */
  readonly name?: string;
  /** Folder in which the workspace is made. @default `.local-cloud/workspaces` */
  readonly parent?: string;
  /** Gets a line for each thing that begins or ends. */
  readonly progress: (line: string) => void;
}

/**
 * A local cloud of one's own with stacks on it, deployed by the real `cdktf` and planned by the real Terraform.
 * `close` ends it and leaves nothing behind.
 */
export class LocalEnvironment {
  private readonly deployed = new Map<string, { stack: PlannedStack; seconds: number }>();
  private readonly planned = new Map<string, boolean>();

  readonly settings: Settings;
  readonly cloud: LocalCloud;
  readonly workspace: Workspace;
  /** Its own copy of the settings, which a recovery may change. */
  readonly settingsDirectory: string;
  /** For programs that are to work on it: where the cloud is, whose clock, which settings. */
  readonly env: Readonly<Record<string, string | undefined>>;
  private readonly progress: (line: string) => void;

  private constructor(
    parts: Pick<LocalEnvironment, 'settings' | 'cloud' | 'workspace' | 'settingsDirectory' | 'env'> &
      Pick<EnvironmentProps, 'progress'>,
  ) {
    this.settings = parts.settings;
    this.cloud = parts.cloud;
    this.workspace = parts.workspace;
    this.settingsDirectory = parts.settingsDirectory;
    this.env = parts.env;
    this.progress = parts.progress;
  }

  /**
   * Starts the cloud and synthesizes every stack.
   *
   * @throws Stop when Terraform is missing, PreconditionError when moto is
   */
  static async start(props: EnvironmentProps): Promise<LocalEnvironment> {
    const { settings, env, speed = 1, keepAs, name, parent, progress } = props;
    requireTerraform(env);
    // moto's certificates are proven after a minute of the wall, whatever our clock says: here, at once.
    const cloudEnv = { ...env, MOTO_ACM_VALIDATION_WAIT: '0' };
    const cloud = await startLocalCloud({
      ...(keepAs === undefined ? { owned: true } : { name: keepAs }),
      ...given({ name }),
      speed,
      env: cloudEnv,
      progress,
    });
    progress(`local cloud at ${cloud.endpoint}`);
    const commandEnv = {
      ...env,
      ...cloud.clientEnvironment(env),
      SYNCWELL_ENV: settings.environment,
      RECOVERY_REGION: settings.recovery.region,
    };
    const workspace = new Workspace({ env: commandEnv, ...given({ parent }) });
    const settingsDirectory = copySettings(workspace.directory, settings.environment);
    const environment = new LocalEnvironment({
      settings,
      cloud,
      workspace,
      settingsDirectory,
      env: { ...commandEnv, SYNCWELL_SETTINGS_DIRECTORY: settingsDirectory },
      progress,
    });
    // A kept cloud is only kept once everything went well.
    if (keepAs !== undefined) process.once('exit', environment.endOnExit);
    try {
      await Promise.all([createHostedZone(cloud, settings), environment.synth()]);
      return environment;
    } catch (error) {
      await environment.close();
      throw error;
    }
  }

  /** Synthesizes every stack from this environment's settings as they are now. */
  async synth(): Promise<void> {
    await this.workspace.synth({ SYNCWELL_SETTINGS_DIRECTORY: this.settingsDirectory });
  }

  /** @throws CommandFailed with the last output of the command that failed */
  async deploy(stacks: readonly PlannedStack[]): Promise<void> {
    const ids = stacks.map(({ id }) => id);
    this.progress(`deploying ${ids.join(', ')} ...`);
    const start = performance.now();
    await this.workspace.deploy(ids);
    const seconds = (performance.now() - start) / 1000;
    this.progress(`deployed ${ids.join(', ')} in ${seconds.toFixed(0)} s`);
    for (const stack of stacks) this.deployed.set(stack.id, { stack, seconds });
  }

  /** Plans stacks once more, side by side: what was just deployed must need no change. */
  async planAgain(stacks: readonly PlannedStack[]): Promise<void> {
    await Promise.all(
      stacks.map(async ({ id }) => {
        const plan = await this.workspace.plan(id);
        this.planned.set(id, plan.hasChanges);
        this.progress(`second plan of ${id}: ${plan.hasChanges ? `changes\n${plan.text}` : 'no changes'}`);
      }),
    );
  }

  /** What was deployed, in the order in which it was finished. */
  reports(): StackReport[] {
    return [...this.deployed.values()].map(({ stack, seconds }) => ({
      stack: stack.id,
      region: stack.region,
      resources: this.workspace.countResources(stack.id),
      deploySeconds: seconds,
      secondPlan: this.planned.get(stack.id) === false ? 'no changes' : 'changes',
    }));
  }

  async close(): Promise<void> {
    await this.cloud.stop();
    this.release();
  }

  /** Leaves a cloud that is to be kept running, and removes the rest. */
  release(): void {
    process.off('exit', this.endOnExit);
    this.workspace.remove();
  }

  private readonly endOnExit = (): void => {
    const { pid } = this.cloud.description;
    if (isAlive(pid)) process.kill(pid, 'SIGTERM');
  };
}

function copySettings(folder: string, environment: string): string {
  const directory = join(folder, 'settings');
  mkdirSync(directory);
  const file = `${environment}.json`;
  copyFileSync(join(SETTINGS_DIRECTORY, file), join(directory, file));
  return directory;
}

/** The environment's DNS zone is not ours to make: it exists before the stacks, as a registered domain does. */
async function createHostedZone(cloud: LocalCloud, { domain, primary }: Settings): Promise<void> {
  const route53 = new Route53Client({
    endpoint: cloud.endpoint,
    region: primary.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await route53.send(new CreateHostedZoneCommand({ Name: domain.zone, CallerReference: 'local-deploy' }));
  route53.destroy();
}
