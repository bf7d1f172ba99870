import type { Clock } from '../../clock';
import type { Forward, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { createAlarmStore } from './alarms';
import { createClusterStore } from './clusters';
import { createDynamoDbStore } from './dynamodb';
import { answerJson, type Operations } from './json-service';
import { createImageStore } from './images';
import { createKeyStore } from './keys';
import { createMetricStore } from './metrics';
import { createObjectStore } from './objects';
import { createParameterStore } from './parameters';
import { refuse, Refusal } from './refusal';
import { createScalingStore } from './scaling';
import { createSecretStore } from './secrets';
import { createSignIn } from './sign-in';

type Answer = (request: ServiceRequest, now: number) => ServiceResponse;

/**
 * The store behind the in-process door: what moto is behind the wire, for just the calls that recovery actions make.
 * Everything else answers NotImplemented.
 */
export function createStore(clock: Pick<Clock, 'now'>): Forward {
  const json =
    (operations: Operations): Answer =>
    (request, now) =>
      answerJson(request, operations, now);
  const answers: Readonly<Record<string, Answer>> = {
    dynamodb: json(createDynamoDbStore()),
    ssm: json(createParameterStore()),
    ecs: json(createClusterStore()),
    'application-autoscaling': json(createScalingStore()),
    secretsmanager: json(createSecretStore()),
    kms: json(createKeyStore()),
    ecr: json(createImageStore()),
    monitoring: json({ ...createAlarmStore(), ...createMetricStore() }),
    s3: createObjectStore(),
    sts: createSignIn(),
  };
  return (request) => {
    const answer = answers[request.service];
    return Promise.resolve(
      answer === undefined ? refuse(request, Refusal.notImplemented(request)) : answer(request, clock.now()),
    );
  };
}
