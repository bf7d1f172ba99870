import type { ServiceRequest } from '../../gateway/service';
import type { XmlObject } from '../support/query-protocol';

export interface ParameterGroup {
  readonly CacheParameterGroupName: string;
  readonly CacheParameterGroupFamily: string;
  readonly Description: string;
  readonly ARN: string;
}

export interface CacheState {
  /** Parameters of CreateReplicationGroup, by id. */
  readonly groups: Map<string, URLSearchParams>;
  readonly parameterGroups: Map<string, { group: ParameterGroup; values: Map<string, string> }>;
  readonly userGroups: Map<string, { Engine: string; UserIds: string[]; ARN: string }>;
  readonly users: Map<string, XmlObject>;
  readonly tags: Map<string, readonly XmlObject[]>;
}

export function newState(): CacheState {
  return {
    groups: new Map(),
    parameterGroups: new Map(),
    userGroups: new Map(),
    users: new Map(),
    tags: new Map(),
  };
}

export interface Call {
  readonly state: CacheState;
  readonly parameters: URLSearchParams;
  readonly request: ServiceRequest;
}

/** @throws CacheError */
export type Operation = (call: Call) => XmlObject;

/** An error of ElastiCache by its name in the API reference. */
export class CacheError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/** The value of a parameter that the API demands. @throws CacheError */
export function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (value === null) throw new CacheError('MissingParameter', `the parameter ${name} is required`);
  return value;
}
