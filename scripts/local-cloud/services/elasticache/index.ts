import { renderError } from '../../gateway/errors';
import type { LocalService, ServiceRequest, ServiceResponse } from '../../gateway/service';
import { Regional } from '../support/regional';
import { parametersOf, queryAnswer, structuresOf } from '../support/query-protocol';
import { describeMember, rememberGroup } from './member-clusters';
import { parameterGroupOperations } from './parameter-groups';
import { CacheError, newState, type Operation } from './state';
import { userGroupOperations } from './user-groups';
import { userOperations } from './users';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...parameterGroupOperations,
  ...userGroupOperations,
  ...userOperations,
};

/**
 * What moto lacks of ElastiCache: parameter groups, user groups, users that sign in with IAM, and the clusters that a
 * replication group consists of (ElastiCache API reference). Everything is available at once.
 */
export function createElastiCache(): LocalService {
  const regions = new Regional(newState);
  return {
    name: 'elasticache',
    async respond(request, { forward }) {
      const { service, operation = '' } = request;
      if (service !== 'elasticache') return undefined;
      const state = regions.of(request);
      const parameters = parametersOf(request);
      switch (operation) {
        case 'CreateReplicationGroup':
          rememberGroup(state, parameters);
          return forward(withReplicas(request, parameters));
        case 'DescribeCacheClusters': {
          const cluster = describeMember(state, request, parameters.get('CacheClusterId') ?? '');
          return cluster && queryAnswer(operation, { CacheClusters: { CacheCluster: cluster } });
        }
        case 'ListTagsForResource': {
          const tags = state.tags.get(parameters.get('ResourceName') ?? '');
          return tags && queryAnswer(operation, { TagList: { Tag: tags } });
        }
        default:
          return run(OPERATIONS[operation], request, () => {
            const arn = arnOf(request, parameters);
            if (operation.startsWith('Create') && arn !== undefined) {
              state.tags.set(arn, structuresOf(parameters, 'Tags'));
            }
            return { state, parameters, request };
          });
      }
    },
  };
}

/** moto counts nodes by replicas only, AWS by either of two parameters. */
function withReplicas(request: ServiceRequest, parameters: URLSearchParams): ServiceRequest {
  const nodes = Number(parameters.get('NumCacheClusters') ?? '1');
  const replicas = new URLSearchParams([...parameters, ['ReplicasPerNodeGroup', String(nodes - 1)]]);
  return nodes > 1 ? { ...request, body: Buffer.from(replicas.toString()) } : request;
}

function run(
  operation: Operation | undefined,
  request: ServiceRequest,
  call: () => Parameters<Operation>[0],
): ServiceResponse | undefined {
  if (operation === undefined) return undefined;
  try {
    return queryAnswer(request.operation ?? '', operation(call()));
  } catch (error) {
    if (!(error instanceof CacheError)) throw error;
    return renderError(request, { status: error.status, code: error.code, message: error.message });
  }
}

/** ARN of what the request makes. */
function arnOf({ region, accountId }: ServiceRequest, parameters: URLSearchParams): string | undefined {
  const kinds = [
    ['parametergroup', 'CacheParameterGroupName'],
    ['usergroup', 'UserGroupId'],
    ['user', 'UserId'],
  ] as const;
  for (const [kind, parameter] of kinds) {
    const name = parameters.get(parameter);
    if (name !== null) return `arn:aws:elasticache:${region}:${accountId}:${kind}:${name}`;
  }
  return undefined;
}
