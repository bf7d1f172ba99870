import { Route53Client, CreateHostedZoneCommand } from '@aws-sdk/client-route-53';
import type { Settings } from '../../settings';
import { startLocalCloud, type LocalCloud } from '../local-cloud/local-cloud';
import { requireTerraform } from '../terraform/require-terraform';
import { Workspace } from '../terraform/workspace';
import { stagesOf, type PlannedStack } from './stages';

export interface StackReport {
  readonly stack: string;
  readonly region: string;
  readonly resources: number;
  /** Wall seconds of the `cdktf deploy` that applied it; stacks of one stage share theirs. */
  readonly deploySeconds: number;
  readonly secondPlan: 'no changes' | 'changes';
}

/** A finished deployment on a local cloud that still runs; `close` ends it and leaves nothing behind. */
export interface LocalDeployment {
  readonly cloud: LocalCloud;
  readonly workspace: Workspace;
  readonly settings: Settings;
  readonly stacks: readonly StackReport[];
  /** Cloud time (milliseconds since the epoch) at which the primary region went dark. */
  readonly darkSince: number;
  close(): Promise<void>;
}

export interface DeployLocallyProps {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Gets a line for each thing that begins or ends. */
  readonly progress: (line: string) => void;
}

/**
 * Starts a local cloud and builds the whole environment on it with the real `cdktf deploy`: what exists in peacetime
 * first; then the primary region goes dark and the recovery stack is deployed without it. Every stack is planned a
 * second time.
 *
 * @throws Stop when Terraform is missing, PreconditionError when moto is
 * @throws CommandFailed with the last output of the command that failed; the local cloud is stopped first
 */
export async function deployLocally({
  settings,
  env,
  progress,
}: DeployLocallyProps): Promise<LocalDeployment> {
  requireTerraform(env);
  const cloud = await startLocalCloud({ owned: true, env, progress });
  const workspace = new Workspace({
    env: {
      ...env,
      ...cloud.clientEnvironment(env),
      SYNCWELL_ENV: settings.environment,
      RECOVERY_REGION: settings.recovery.region,
    },
  });
  const close = async (): Promise<void> => {
    await cloud.stop();
    workspace.remove();
  };
  try {
    progress(`local cloud at ${cloud.endpoint}`);
    await createHostedZone(cloud, settings);
    await workspace.synth();
    const { peacetime, disaster } = stagesOf(settings);
    const run = new Run(workspace, progress);
    for (const stage of peacetime) await run.deploy(stage);
    for (const stage of peacetime) await run.planAgain(stage);
    const darkSince = await cloud.now();
    await cloud.setRegion(settings.primary.region, 'refuse');
    progress(`${settings.primary.region} is dark`);
    await run.deploy([disaster]);
    await run.planAgain([disaster]);
    return { cloud, workspace, settings, stacks: run.reports(), darkSince, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Deploys and plans stacks, and remembers how that went. */
class Run {
  private readonly deployed = new Map<string, { stack: PlannedStack; seconds: number }>();
  private readonly planned = new Map<string, boolean>();

  constructor(
    private readonly workspace: Workspace,
    private readonly progress: (line: string) => void,
  ) {}

  async deploy(stage: readonly PlannedStack[]): Promise<void> {
    const ids = stage.map(({ id }) => id);
    this.progress(`deploying ${ids.join(', ')} ...`);
    const start = performance.now();
    await this.workspace.deploy(ids);
    const seconds = (performance.now() - start) / 1000;
    this.progress(`deployed ${ids.join(', ')} in ${seconds.toFixed(0)} s`);
    for (const stack of stage) this.deployed.set(stack.id, { stack, seconds });
  }

  async planAgain(stage: readonly PlannedStack[]): Promise<void> {
    await Promise.all(
      stage.map(async ({ id }) => {
        const plan = await this.workspace.plan(id);
        this.planned.set(id, plan.hasChanges);
        this.progress(`second plan of ${id}: ${plan.hasChanges ? `changes\n${plan.text}` : 'no changes'}`);
      }),
    );
  }

  reports(): StackReport[] {
    return [...this.deployed.values()].map(({ stack, seconds }) => ({
      stack: stack.id,
      region: stack.region,
      resources: this.workspace.countResources(stack.id),
      deploySeconds: seconds,
      secondPlan: this.planned.get(stack.id) === false ? 'no changes' : 'changes',
    }));
  }
}

/** The environment's DNS zone is not ours to make: it exists before the stacks, as a registered domain does. */
async function createHostedZone(cloud: LocalCloud, { domain, primary }: Settings): Promise<void> {
  const route53 = new Route53Client({
    endpoint: cloud.endpoint,
    region: primary.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await route53.send(new CreateHostedZoneCommand({ Name: domain.zone, CallerReference: 'local-deploy' }));
}
