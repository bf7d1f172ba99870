import type { DoorRecord } from '../../scripts/local-cloud/in-process/door';
import { START_TIME } from '../../scripts/local-cloud/services/ecs-services';

/** What the services of AWS make a rebuild wait for, by step, in seconds. */
export interface Waits {
  readonly seconds: Readonly<Record<string, number>>;
  readonly secrets: number;
}

export interface WaitsProps {
  /** That the rebuild made. */
  readonly calls: readonly Pick<DoorRecord, 'operation' | 'status'>[];
  readonly deploySeconds: number;
}

/** CreateSecret calls a second that the service takes (aws-facts.md, 5.2). */
const SECRETS_A_SECOND = 50;
/** A health check asks every ten seconds, and believes the third answer (modules/traffic). */
const FAILOVER_SECONDS = 30;

/** Counted from what really happened: an answer that was refused for its rate is not imposed, it is a mistake. Pure. */
export function waitsOf({ calls, deploySeconds }: WaitsProps): Waits {
  const secrets = calls.filter(
    ({ operation, status }) => operation === 'CreateSecret' && status === 200,
  ).length;
  return {
    secrets,
    seconds: {
      'deploy-stack': deploySeconds,
      'restore-secrets': secrets / SECRETS_A_SECOND,
      'scale-workers': START_TIME / 1000,
      'verify-traffic': FAILOVER_SECONDS,
    },
  };
}
