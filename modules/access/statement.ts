import type { Names } from '../../settings';
import { patternsFor } from './patterns';

export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** One statement of an identity policy, in IAM's own spelling. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Conditions;
}

type ActionsByResource = readonly [actions: readonly string[], resources: string | readonly string[]];

export function allow(Sid: string, ...[Action, Resource]: ActionsByResource): Statement {
  return { Sid, Effect: 'Allow', Action, Resource };
}

export function allowIf(
  Condition: Conditions,
  Sid: string,
  ...[Action, Resource]: ActionsByResource
): Statement {
  return { ...allow(Sid, Action, Resource), Condition };
}

/**
 * Use of the environment's key, in any region, through the named services only. The key is told by its alias: key ids
 * are random, and the key of a region that is made one day must be covered without a change here.
 */
export function useKeyThrough(
  names: Names,
  services: readonly string[],
  actions: readonly string[],
): Statement {
  return allowIf(
    {
      ...ofOurKey(names),
      StringLike: { 'kms:ViaService': services.map((service) => `${service}.*.amazonaws.com`) },
    },
    'KeyThroughServices',
    actions,
    patternsFor(names).keys,
  );
}

/** Condition that holds for the environment's key of every region, and for no other key. */
export function ofOurKey(names: Names): Conditions {
  return { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': names.keyAlias } };
}

/** A grant that DynamoDB, Backup and the like make for themselves when they take a resource under the key. */
export function grantKeyToServices(names: Names): Statement {
  return allowIf(
    { ...ofOurKey(names), Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    'KeyGrants',
    ['kms:CreateGrant'],
    patternsFor(names).keys,
  );
}
