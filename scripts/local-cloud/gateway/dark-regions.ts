import { operationName } from './operation-name';
import type { ServiceRequest } from './service';

export const DARK_MODES = ['refuse', 'hang', 'data-plane-only'] as const;
/** How a lost region fails: connections break, or nothing ever answers, or only control planes are gone. */
export type DarkMode = (typeof DARK_MODES)[number];

/** What the gateway does with a request. */
export type Fate = 'serve' | 'refuse' | 'hang' | 'unavailable';

/** Services that are data plane as a whole. */
const DATA_SERVICES = new Set(['appconfigdata', 'sts', 'execute-api', 'logs', 'monitoring']);

/** Operations that keep working when only a region's control planes fail (AWS Fault Isolation Boundaries, "Control planes and data planes"). */
const DATA_OPERATIONS: Readonly<Record<string, ReadonlySet<string>>> = {
  dynamodb: new Set([
    'BatchGetItem',
    'BatchWriteItem',
    'DeleteItem',
    'GetItem',
    'PutItem',
    'Query',
    'Scan',
    'TransactGetItems',
    'TransactWriteItems',
    'UpdateItem',
    'DescribeStream',
    'GetRecords',
    'GetShardIterator',
    'ListStreams',
  ]),
  s3: new Set([
    'GetObject',
    'HeadObject',
    'PutObject',
    'DeleteObject',
    'DeleteObjects',
    'ListObjects',
    'HeadBucket',
  ]),
  sqs: new Set([
    'ChangeMessageVisibility',
    'DeleteMessage',
    'DeleteMessageBatch',
    'ReceiveMessage',
    'SendMessage',
    'SendMessageBatch',
    'GetQueueUrl',
  ]),
  secretsmanager: new Set(['GetSecretValue', 'BatchGetSecretValue', 'PutSecretValue']),
  kms: new Set(['Decrypt', 'Encrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncrypt']),
  sns: new Set(['Publish', 'PublishBatch']),
};

/** Which regions are lost. Global services sign for us-east-1 and are lost with it, as their control planes are. */
export class DarkRegions {
  private readonly modes = new Map<string, DarkMode>();

  set(region: string, mode: DarkMode | 'up'): void {
    if (mode === 'up') this.modes.delete(region);
    else this.modes.set(region, mode);
  }

  list(): Record<string, DarkMode> {
    return Object.fromEntries(this.modes);
  }

  /** Whether a request would be answered. */
  readonly isServed = (request: ServiceRequest): boolean => this.fateOf(request) === 'serve';

  fateOf(request: ServiceRequest): Fate {
    const mode = this.modes.get(request.region);
    if (mode === undefined) return 'serve';
    if (mode !== 'data-plane-only') return mode;
    return isDataPlane(request) ? 'serve' : 'unavailable';
  }
}

function isDataPlane(request: ServiceRequest): boolean {
  // AppConfig's two planes sign alike; the paths of the data plane are its own.
  if (request.service === 'appconfig') return request.path.startsWith('/configuration');
  if (DATA_SERVICES.has(request.service)) return true;
  return DATA_OPERATIONS[request.service]?.has(operationName(request)) === true;
}
