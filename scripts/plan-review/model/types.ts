/** A value of a plan: any JSON. */
export type Value = unknown;

/** Where a value lies inside a resource. */
export type Path = readonly (string | number)[];

/**
 * What becomes of one object, told from all its `actions`, never from the first alone: `["create","delete"]` replaces as
 * much as `["delete","create"]`. `release` is `["create","forget"]`: a new object, the old one left to itself.
 */
export type Verb =
  'nothing' | 'read' | 'create' | 'update' | 'replace' | 'delete' | 'forget' | 'release' | 'unknown';

/** A value before and after, with Terraform's marks over it. */
export interface Values {
  readonly before: Value;
  readonly after: Value;
  /** `true`, or a tree in which `true` marks what is known after the apply only. */
  readonly unknown: Value;
  /** `true`, or a tree in which `true` marks what must not be shown. */
  readonly beforeSensitive: Value;
  readonly afterSensitive: Value;
}

export interface ResourceChange extends Values {
  readonly stack: string;
  readonly address: string;
  /** Where it lay before, when it is moved. */
  readonly movedFrom: string | undefined;
  readonly managed: boolean;
  readonly type: string;
  readonly name: string;
  /** Short: `aws`, `terraform`, ... */
  readonly provider: string;
  /** Set: an object that a failed replacement left behind, not the one in use. */
  readonly deposed: string | undefined;
  readonly actions: readonly string[];
  readonly verb: Verb;
  /** An import, in addition to the verb; the id may be unknown. */
  readonly imports: { readonly id: string | undefined } | undefined;
  /** Terraform's `action_reason`, for example `replace_because_cannot_update`. */
  readonly reason: string | undefined;
  /** Attributes that force the replacement. */
  readonly forcedBy: readonly Path[];
}

/** Drift: changed by somebody else than Terraform, since the last apply. */
export interface Drift extends ResourceChange {
  /** Terraform says that this plan depends on it. */
  readonly relevant: boolean;
}

export interface CheckResult {
  readonly address: string;
  /** `pass`, `fail`, `error`, `unknown`, or what a later Terraform may say. */
  readonly status: string;
  readonly problems: readonly string[];
}

export interface OutputChange extends Values {
  readonly name: string;
  readonly verb: Verb;
}

/** One block of the configuration. */
export interface Configured {
  /** Without the index of an instance. */
  readonly address: string;
  readonly type: string;
  readonly expressions: Readonly<Record<string, unknown>>;
}

/** The plan of one stack. */
export interface StackPlan {
  readonly stack: string;
  /** Region of the stack's own provider, when the configuration says so. */
  readonly region: string | undefined;
  readonly changes: readonly ResourceChange[];
  readonly drift: readonly Drift[];
  readonly checks: readonly CheckResult[];
  readonly outputs: readonly OutputChange[];
  readonly configuration: readonly Configured[];
  /** Terraform met an error while planning: this plan is not complete. */
  readonly errored: boolean;
  /** Terraform put something off to a later plan. */
  readonly deferred: boolean;
  /** Actions that providers run beside the changes. */
  readonly invocations: number;
}
