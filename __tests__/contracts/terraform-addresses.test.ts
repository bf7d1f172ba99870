import { listEnvironments } from '../../settings/load';
import { synthStacks } from '../support/stacks';
import type { Synthesized } from '../support/synth';
import { golden } from './support/golden';

/** Addresses by environment and stack. */
type Addresses = Record<string, Record<string, string[]>>;

interface Moved {
  readonly from: string;
  readonly to: string;
}

const synthesized = Object.fromEntries(
  listEnvironments().map((environment) => [environment, synthStacks({ SYNCWELL_ENV: environment })]),
);

function addressesOf(stacks: Record<string, Synthesized>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(stacks).map(([id, stack]) => [id, stack.addresses().sort()]));
}

/** Addresses that were given up on purpose. Each bound a role to a policy and held nothing. */
const GIVEN_UP = new Set([
  // The pipeline deploys no data without approval any more: `ci-foundation` does.
  'aws_iam_role_policy_attachment.access_ci-apply_deploy-data_97D8369C',
]);

/** Addresses that Terraform would destroy: neither there, nor moved to one that is there. */
function lost(before: readonly string[], stack: Synthesized | undefined): string[] {
  const now = new Set(stack?.addresses());
  const moved = new Map(((stack?.json.moved ?? []) as Moved[]).map(({ from, to }) => [from, to]));
  const stands = (address: string | undefined): boolean =>
    address !== undefined && (now.has(address) || stands(moved.get(address)));
  return before.filter((address) => !GIVEN_UP.has(address) && !stands(address));
}

const before = golden<Addresses>(
  'terraform-addresses.json',
  Object.fromEntries(Object.entries(synthesized).map(([id, stacks]) => [id, addressesOf(stacks)])),
);
const stacks = Object.entries(before).flatMap(([environment, ofStack]) =>
  Object.entries(ofStack).map(([stack, addresses]) => [environment, stack, addresses] as const),
);

it.each(stacks)(
  '%s: every resource of %s keeps its address, or a moved block leads to the new one',
  (...of) => {
    const [environment, stack, addresses] = of;
    expect(lost(addresses, synthesized[environment]?.[stack])).toEqual([]);
  },
);

it('what a moved block leads nowhere is lost', () => {
  const stack = (moved: Moved[]): Synthesized =>
    ({ json: { moved }, addresses: () => ['aws_sqs_queue.new'] }) as never;
  const old = ['aws_sqs_queue.old'];
  expect(lost(old, stack([]))).toEqual(old);
  expect(lost(old, stack([{ from: 'aws_sqs_queue.old', to: 'aws_sqs_queue.other' }]))).toEqual(old);
  expect(lost(old, stack([{ from: 'aws_sqs_queue.old', to: 'aws_sqs_queue.new' }]))).toEqual([]);
});
