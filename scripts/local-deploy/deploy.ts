import { LocalEnvironment, type EnvironmentProps, type StackReport } from './environment';
import { deployPeacetime } from './peacetime';
import { stagesOf } from './stages';

/** A finished deployment on a local cloud that still runs; closing the environment ends it and leaves nothing behind. */
export interface LocalDeployment {
  readonly environment: LocalEnvironment;
  readonly stacks: readonly StackReport[];
  /** Cloud time (milliseconds since the epoch) at which the primary region went dark. */
  readonly darkSince: number;
}

export interface DeployLocallyProps extends EnvironmentProps {
  /** Something to do before the primary region goes dark. @default nothing */
  readonly inPeacetime?: (environment: LocalEnvironment) => Promise<void>;
}

/**
 * Starts a local cloud and builds the whole environment on it with the real `cdktf deploy`: what exists in peacetime
 * first; then the primary region goes dark and the recovery stack is deployed without it. Every stack is planned a
 * second time.
 *
 * @throws Stop when Terraform is missing, PreconditionError when moto is
 * @throws CommandFailed with the last output of the command that failed; the local cloud is stopped first
 */
export async function deployLocally(props: DeployLocallyProps): Promise<LocalDeployment> {
  const { settings, progress, inPeacetime } = props;
  const environment = await LocalEnvironment.start(props);
  const { cloud } = environment;
  const { bootstrap, identity, foundations, primary, traffic, disaster } = stagesOf(settings);
  try {
    await deployPeacetime(environment, { traffic: true });
    await environment.planAgain([
      ...bootstrap,
      ...[identity, foundations.primary, foundations.recovery, primary, traffic],
    ]);
    await inPeacetime?.(environment);
    const darkSince = await cloud.now();
    await cloud.setRegion(settings.primary.region, 'refuse');
    progress(`${settings.primary.region} is dark`);
    await environment.deploy([disaster]);
    await environment.planAgain([disaster]);
    return { environment, stacks: environment.reports(), darkSince };
  } catch (error) {
    await environment.close();
    throw error;
  }
}
