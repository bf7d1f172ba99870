import { structuresOf } from '../support/query-protocol';
import { CacheError, required, type Call, type Operation } from './state';

const NAME = 'CacheParameterGroupName';

function existing({ state, parameters }: Call) {
  const name = required(parameters, NAME);
  const found = state.parameterGroups.get(name);
  if (found === undefined) {
    throw new CacheError('CacheParameterGroupNotFound', `CacheParameterGroup ${name} not found.`, 404);
  }
  return found;
}

export const parameterGroupOperations: Readonly<Record<string, Operation>> = {
  CreateCacheParameterGroup({ state, parameters, request }) {
    const name = required(parameters, NAME);
    if (state.parameterGroups.has(name)) {
      throw new CacheError('CacheParameterGroupAlreadyExists', `CacheParameterGroup ${name} already exists.`);
    }
    const group = {
      CacheParameterGroupName: name,
      CacheParameterGroupFamily: required(parameters, 'CacheParameterGroupFamily'),
      Description: required(parameters, 'Description'),
      ARN: `arn:aws:elasticache:${request.region}:${request.accountId}:parametergroup:${name}`,
    };
    state.parameterGroups.set(name, { group, values: new Map() });
    return { CacheParameterGroup: { ...group, IsGlobal: false } };
  },

  DescribeCacheParameterGroups(call) {
    const groups = call.parameters.has(NAME) ? [existing(call)] : [...call.state.parameterGroups.values()];
    return {
      CacheParameterGroups: {
        CacheParameterGroup: groups.map(({ group }) => ({ ...group, IsGlobal: false })),
      },
    };
  },

  ModifyCacheParameterGroup(call) {
    const { group, values } = existing(call);
    for (const { ParameterName = '', ParameterValue = '' } of structuresOf(
      call.parameters,
      'ParameterNameValues',
    )) {
      values.set(ParameterName, ParameterValue);
    }
    return { CacheParameterGroupName: group.CacheParameterGroupName };
  },

  ResetCacheParameterGroup(call) {
    const { group, values } = existing(call);
    for (const { ParameterName = '' } of structuresOf(call.parameters, 'ParameterNameValues'))
      values.delete(ParameterName);
    if (call.parameters.get('ResetAllParameters') === 'true') values.clear();
    return { CacheParameterGroupName: group.CacheParameterGroupName };
  },

  /** Only what was set: the engine's own defaults are not known here. */
  DescribeCacheParameters(call) {
    const { values } = existing(call);
    return {
      Parameters: {
        Parameter: [...values].map(([ParameterName, ParameterValue]) => ({
          ParameterName,
          ParameterValue,
          Source: 'user',
          DataType: 'string',
          IsModifiable: true,
        })),
      },
    };
  },

  DeleteCacheParameterGroup(call) {
    call.state.parameterGroups.delete(existing(call).group.CacheParameterGroupName);
    return {};
  },
};
