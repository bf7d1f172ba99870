import { operationName } from '../../gateway/operation-name';
import type { ServiceRequest } from '../../gateway/service';

const READS =
  /^(GET |HEAD |Get|List|Describe|Head|Query|Scan|Batch(Get|Describe)|Receive|Simulate|Lookup|Search)/;

/** Calls of the data planes: they change neither policies nor what is judged by. Everything else may. */
const DATA: Readonly<Record<string, RegExp>> = {
  dynamodb: /Item$|Items$|^(Execute|BatchExecute|Export)/,
  s3: /Object|Objects$/,
  kms: /^(Encrypt|Decrypt|ReEncrypt|Generate|Sign|Verify|CreateGrant)/,
  sqs: /^(SendMessage|DeleteMessage|ChangeMessageVisibility|PurgeQueue)/,
  sns: /^Publish/,
  secretsmanager: /^PutSecretValue$/,
  ecs: /^(RunTask|StopTask|UpdateService)$/,
  ecr: /^(BatchCheckLayerAvailability|UploadLayerPart|InitiateLayerUpload|CompleteLayerUpload|PutImage)$/,
  monitoring: /^PutMetricData$/,
  logs: /^(PutLogEvents|CreateLogStream)$/,
  sts: /./,
  appconfig: /^(StartConfigurationSession|StartDeployment|StopDeployment)$/,
};

/** Whether a call may have changed what policies hold, or what calls are judged by. */
export function changesFacts(request: ServiceRequest): boolean {
  const name = operationName(request);
  return !READS.test(name) && DATA[request.service]?.test(name) !== true;
}
