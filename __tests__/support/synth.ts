import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack, Testing } from 'cdktf';

/** Attributes of one synthesized resource, in Terraform's own (snake case) names. */
export type Attributes = Record<string, any>;

export interface Synthesized {
  readonly json: {
    resource?: Record<string, Record<string, Attributes>>;
    data?: Record<string, any>;
    [key: string]: any;
  };
  /** Every resource of a type (`aws_sqs_queue`), in the order of their addresses. */
  readonly resources: (type: string) => Attributes[];
  /** The one resource of a type; fails when there are more or none. */
  readonly only: (type: string) => Attributes;
  /** `type.name` of every managed resource. */
  readonly addresses: () => string[];
}

/** Synthesizes a module alone in a stack with a provider; policies (aspects, annotations) run as in a real synth. */
export function synthModule(build: (stack: TerraformStack) => void): Synthesized {
  const stack = new TerraformStack(Testing.app(), 'test');
  new AwsProvider(stack, 'aws', { region: 'us-east-1' });
  build(stack);
  stack.prepareStack();
  return readSynthesized(Testing.synth(stack, true));
}

/** Reads a synthesized `cdk.tf.json`. */
export function readSynthesized(text: string): Synthesized {
  const json = JSON.parse(text) as Synthesized['json'];
  const resources = (type: string) => Object.values(json.resource?.[type] ?? {});
  return {
    json,
    resources,
    only(type) {
      const found = resources(type);
      if (found.length !== 1) throw new Error(`expected one ${type}, found ${found.length}`);
      return found[0]!;
    },
    addresses: () =>
      Object.entries(json.resource ?? {}).flatMap(([type, byName]) =>
        Object.keys(byName).map((name) => `${type}.${name}`),
      ),
  };
}

/** A policy document inside an attribute, parsed. */
export function parsePolicy(text: unknown): { Statement: Attributes[] } {
  return JSON.parse(String(text)) as { Statement: Attributes[] };
}
