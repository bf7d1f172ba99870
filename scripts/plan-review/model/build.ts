import type {
  ConfiguredModule,
  PlanDocument,
  PlannedCheck,
  PlannedResource,
  PlannedValues,
} from '../plan-file/schema';
import type { ResourceChange, CheckResult, Configured, StackPlan, Values } from './types';
import { isRelevant, relevantAttributes } from './relevance';
import { sameToProviders } from './same-to-providers';
import { isChange, verbOf } from './verb';

/** What a plan says, in our own words: the rest of the review knows nothing of Terraform's format. */
export function buildStackPlan(stack: string, document: PlanDocument): StackPlan {
  const { configuration, output_changes: outputs } = document;
  const relevant = relevantAttributes(document);
  return {
    stack,
    region: regionOf(document),
    changes: (document.resource_changes ?? []).map((planned) => changeOf(stack, planned)).sort(byAddress),
    drift: (document.resource_drift ?? [])
      .map((planned) => changeOf(stack, planned))
      .filter((change) => isChange(change) && !sameToProviders(change.before, change.after))
      .map((change) => ({ ...change, relevant: isRelevant(change, relevant) }))
      .sort(byAddress),
    checks: (document.checks ?? []).map(checkOf).sort((a, b) => compare(a.address, b.address)),
    outputs: Object.entries(outputs ?? {})
      .map(([name, change]) => ({ name, verb: verbOf(change.actions), ...valuesOf(change) }))
      .sort((a, b) => compare(a.name, b.name)),
    configuration: [...configured(configuration?.root_module ?? {}, '')].sort((a, b) =>
      compare(a.address, b.address),
    ),
    errored: document.errored ?? false,
    deferred: (document.deferred_changes ?? []).length > 0,
    invocations: (document.action_invocations ?? []).length,
  };
}

function changeOf(stack: string, planned: PlannedResource): ResourceChange {
  const { change } = planned;
  return {
    stack,
    address: planned.address,
    movedFrom: planned.previous_address ?? undefined,
    managed: planned.mode !== 'data',
    type: planned.type,
    name: planned.name,
    provider: planned.provider_name?.split('/').at(-1) ?? '',
    deposed: planned.deposed ?? undefined,
    actions: change.actions,
    verb: verbOf(change.actions),
    imports: change.importing ? { id: change.importing.id ?? undefined } : undefined,
    reason: planned.action_reason ?? undefined,
    forcedBy: change.replace_paths ?? [],
    ...valuesOf(change),
  };
}

function valuesOf(change: PlannedValues): Values {
  return {
    before: change.before ?? null,
    after: change.after ?? null,
    unknown: change.after_unknown ?? false,
    beforeSensitive: change.before_sensitive ?? false,
    afterSensitive: change.after_sensitive ?? false,
  };
}

function checkOf({ address, status, instances }: PlannedCheck): CheckResult {
  const problems = (instances ?? []).flatMap(({ problems: found }) =>
    (found ?? []).map(({ message }) => message),
  );
  return { address: address.to_display, status, problems };
}

function* configured(module: ConfiguredModule, prefix: string): Generator<Configured> {
  for (const { mode, address, type, expressions } of module.resources ?? []) {
    if (mode !== 'data') yield { address: `${prefix}${address}`, type, expressions: expressions ?? {} };
  }
  for (const [name, { module: called }] of Object.entries(module.module_calls ?? {})) {
    if (called) yield* configured(called, `${prefix}module.${name}.`);
  }
}

function regionOf({ configuration }: PlanDocument): string | undefined {
  const provider = configuration?.provider_config?.aws;
  const region = provider?.expressions?.region as { constant_value?: unknown } | undefined;
  return typeof region?.constant_value === 'string' ? region.constant_value : undefined;
}

function byAddress(a: ResourceChange, b: ResourceChange): number {
  return compare(a.address, b.address) || compare(a.deposed ?? '', b.deposed ?? '');
}

/** By code unit: the order must not depend on the language of a machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
