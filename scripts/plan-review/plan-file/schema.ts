import { z } from 'zod';

/** `true`, or a tree of the value's shape in which `true` marks a leaf; also `false` leaves are seen in real plans. */
const marks = z.unknown().optional();

const change = z.looseObject({
  actions: z.array(z.string()),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  after_unknown: marks,
  before_sensitive: marks,
  after_sensitive: marks,
  replace_paths: z.array(z.array(z.union([z.string(), z.number()]))).nullish(),
  importing: z.looseObject({ id: z.string().nullish() }).nullish(),
});

const resourceChange = z.looseObject({
  address: z.string(),
  previous_address: z.string().nullish(),
  module_address: z.string().nullish(),
  mode: z.string().nullish(),
  type: z.string(),
  name: z.string(),
  provider_name: z.string().nullish(),
  deposed: z.string().nullish(),
  action_reason: z.string().nullish(),
  change,
});

const check = z.looseObject({
  address: z.looseObject({ to_display: z.string() }),
  status: z.string(),
  instances: z
    .array(
      z.looseObject({
        address: z.looseObject({ to_display: z.string() }).nullish(),
        status: z.string().nullish(),
        problems: z.array(z.looseObject({ message: z.string() })).nullish(),
      }),
    )
    .nullish(),
});

const configuredResource = z.looseObject({
  address: z.string(),
  mode: z.string().nullish(),
  type: z.string(),
  provider_config_key: z.string().nullish(),
  expressions: z.record(z.string(), z.unknown()).nullish(),
});

const moduleCall = z.looseObject({
  get module() {
    return configuredModule.nullish();
  },
});

const configuredModule: z.ZodType<ConfiguredModule> = z.looseObject({
  resources: z.array(configuredResource).nullish(),
  get module_calls() {
    return z.record(z.string(), moduleCall).nullish();
  },
});

/** A module of `configuration`; the ones that it calls hold modules themselves. */
export interface ConfiguredModule {
  readonly resources?: readonly z.infer<typeof configuredResource>[] | null | undefined;
  readonly module_calls?:
    Readonly<Record<string, { readonly module?: ConfiguredModule | null | undefined }>> | null | undefined;
}

/**
 * The part of Terraform's plan format 1.x that is read; whatever else a plan holds is passed over, and a plan of a newer
 * minor format is read as well (developer.hashicorp.com/terraform/internals/json-format: minor versions only add).
 */
export const planSchema = z.looseObject({
  format_version: z.string(),
  terraform_version: z.string().nullish(),
  resource_changes: z.array(resourceChange).nullish(),
  resource_drift: z.array(resourceChange).nullish(),
  relevant_attributes: z
    .array(z.looseObject({ resource: z.string(), attribute: z.array(z.unknown()).nullish() }))
    .nullish(),
  output_changes: z.record(z.string(), change).nullish(),
  deferred_changes: z.array(z.unknown()).nullish(),
  action_invocations: z.array(z.unknown()).nullish(),
  checks: z.array(check).nullish(),
  configuration: z
    .looseObject({
      provider_config: z
        .record(z.string(), z.looseObject({ expressions: z.record(z.string(), z.unknown()).nullish() }))
        .nullish(),
      root_module: configuredModule.nullish(),
    })
    .nullish(),
  errored: z.boolean().nullish(),
  complete: z.boolean().nullish(),
});

export type PlanDocument = z.infer<typeof planSchema>;
export type PlannedResource = z.infer<typeof resourceChange>;
export type PlannedValues = z.infer<typeof change>;
export type PlannedCheck = z.infer<typeof check>;
export type ConfiguredResource = z.infer<typeof configuredResource>;
