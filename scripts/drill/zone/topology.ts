/** A plan in Terraform's JSON output format, as far as it is read here. */
export interface PlanJson {
  readonly planned_values: {
    readonly root_module: {
      readonly resources: readonly {
        readonly address: string;
        readonly type: string;
        readonly values: Values;
      }[];
    };
  };
  readonly configuration: {
    readonly root_module: {
      readonly resources: readonly { readonly address: string; readonly expressions?: unknown }[];
    };
  };
}

export type Values = Readonly<Record<string, unknown>>;

/** A resource that is to be, with what is known of it before it is. */
export interface Planned {
  readonly address: string;
  readonly type: string;
  readonly values: Values;
  /** Addresses of the resources that its arguments name. */
  readonly references: readonly string[];
}

/** What a stack plans, and in which zones it lies. */
export interface Topology {
  /** Names of the zones that have subnets, in alphabetical order. */
  readonly zones: readonly string[];
  readonly resources: readonly Planned[];
  /** Zones of the subnets that a resource names. */
  readonly zonesOf: (resource: Planned) => readonly string[];
  readonly ofType: (type: string) => readonly Planned[];
}

/**
 * Reads a plan. The zones are the region's own: which names it has, and that three subnets do not lie in one, is not in
 * the configuration but in the plan.
 */
export function readTopology({ planned_values, configuration }: PlanJson): Topology {
  const expressions = new Map(
    configuration.root_module.resources.map((resource) => [resource.address, resource.expressions]),
  );
  const resources = planned_values.root_module.resources.map(({ address, type, values }) => ({
    address,
    type,
    values,
    references: unique(referencesIn(expressions.get(address)).map(resourceOf)),
  }));
  const zoneOf = new Map(
    resources
      .filter(({ type }) => type === 'aws_subnet')
      .map(({ address, values }) => [address, String(values.availability_zone)]),
  );
  return {
    zones: unique([...zoneOf.values()]),
    resources,
    zonesOf: ({ references }) => unique(references.flatMap((address) => zoneOf.get(address) ?? [])),
    ofType: (wanted) => resources.filter(({ type }) => type === wanted),
  };
}

/** Every `references` list in an expression, at any depth. */
function referencesIn(expression: unknown): string[] {
  if (typeof expression !== 'object' || expression === null) return [];
  return Object.entries(expression).flatMap(([key, value]) =>
    key === 'references' ? (value as string[]) : referencesIn(value),
  );
}

/** `type.name` of a reference such as `aws_subnet.one.id`. */
function resourceOf(reference: string): string {
  return reference.split('.').slice(0, 2).join('.');
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
