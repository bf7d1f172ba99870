import type { Masker } from '../../masking/masker';
import type { ResourceChange, StackPlan, Value } from '../../model/types';
import type { Detector, Finding } from '../types';
import { listAt, textAt, valueAt } from '../values';
import { found } from './finding';

const WORLD = new Set(['0.0.0.0/0', '::/0']);

/** Ways in that were not there before. Ways out are not told: the service calls the whole world. */
export const networkDetector: Detector = ({ plan, masker }) =>
  plan.changes
    .filter(({ verb }) => verb === 'create' || verb === 'update' || verb === 'replace')
    .flatMap((change) => ofGroup(change, masker) ?? ofRule(change, plan, masker) ?? []);

/** The ways in of a security group, written inside it. */
function ofGroup(change: ResourceChange, masker: Masker): Finding[] | undefined {
  if (!/^aws_(default_)?security_group$/.test(change.type)) return undefined;
  const before = new Set(listAt(change.before, 'ingress').flatMap(waysIn));
  const details = listAt(change.after, 'ingress')
    .flatMap(waysIn)
    .filter((way) => !before.has(way))
    // What a new group lets in is part of what is new; only the whole world is told then.
    .filter((way) => change.verb !== 'create' || isWorld(way));
  return details.length === 0
    ? []
    : [
        found(
          'SW-ACCESS-003',
          change,
          details.map((way) => masker.text(way)),
        ),
      ];
}

/** A rule that is a resource of its own. */
function ofRule(change: ResourceChange, plan: StackPlan, masker: Masker): Finding[] | undefined {
  const { type, before, after, verb } = change;
  const inward =
    type === 'aws_vpc_security_group_ingress_rule' ||
    (type === 'aws_security_group_rule' && textAt(after, 'type') === 'ingress') ||
    (type === 'aws_network_acl_rule' &&
      valueAt(after, 'egress') !== true &&
      textAt(after, 'rule_action') === 'allow');
  if (!inward) return undefined;
  const known = new Set(waysIn(before));
  const details = waysIn(after).filter((way) => !known.has(way));
  const bounded = verb === 'create' && groupIsNew(change, plan) && !details.some(isWorld);
  if (details.length === 0 || bounded) return [];
  return [
    found(
      'SW-ACCESS-003',
      change,
      details.map((way) => masker.text(way)),
    ),
  ];
}

/** Whether the group is made by the same plan: then its id is not known yet. */
function groupIsNew({ after }: ResourceChange, { changes }: StackPlan): boolean {
  const group = textAt(after, 'security_group_id') ?? textAt(after, 'network_acl_id');
  return group === undefined || !changes.some(({ before }) => textAt(before, 'id') === group);
}

function isWorld(way: string): boolean {
  return [...WORLD].some((range) => way.startsWith(`${range} `));
}

/** `10.0.0.0/16 tcp 443-443`: who may come in, and where. */
function waysIn(rule: Value): string[] {
  if (typeof rule !== 'object' || rule === null) return [];
  const texts = (path: string): string[] => listAt(rule, path).filter((text) => typeof text === 'string');
  const single = ['cidr_ipv4', 'cidr_ipv6', 'cidr_block', 'ipv6_cidr_block', 'prefix_list_id'].flatMap(
    (path) => textAt(rule, path) ?? [],
  );
  const groups = [
    ...texts('security_groups'),
    ...(textAt(rule, 'referenced_security_group_id') ?? textAt(rule, 'source_security_group_id') ?? '').split(
      ' ',
    ),
  ].filter((group) => group !== '');
  const sources = [
    ...single,
    ...texts('cidr_blocks'),
    ...texts('ipv6_cidr_blocks'),
    ...texts('prefix_list_ids'),
    ...groups,
  ];
  const protocol = textAt(rule, 'ip_protocol') ?? textAt(rule, 'protocol') ?? 'any';
  const [from, to] = [valueAt(rule, 'from_port'), valueAt(rule, 'to_port')].map((port) =>
    typeof port === 'number' ? String(port) : 'any',
  );
  const place = protocol === '-1' ? 'any port' : `${protocol} ${from === to ? `${from}` : `${from}-${to}`}`;
  return sources.map((source) => `${source} ${place}`);
}
