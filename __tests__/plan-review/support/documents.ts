import { buildStackPlan } from '../../../scripts/plan-review/model/build';
import { parsePlan } from '../../../scripts/plan-review/plan-file/parse';
import { renderComment, type Comment } from '../../../scripts/plan-review/render/comment';
import { reviewPlans, type Review } from '../../../scripts/plan-review/review';
import type { Acknowledgement } from '../../../scripts/plan-review/acknowledgements/schema';

export interface ChangeProps {
  readonly address?: string;
  readonly type?: string;
  readonly provider?: string;
  readonly actions?: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly unknown?: unknown;
  readonly beforeSensitive?: unknown;
  readonly afterSensitive?: unknown;
  readonly more?: object;
  readonly moreOfChange?: object;
}

/** An entry of `resource_changes`, as Terraform writes it. */
export function resourceChange(props: ChangeProps): object {
  const { type = 'aws_dynamodb_table', provider = 'registry.terraform.io/hashicorp/aws' } = props;
  const address = props.address ?? `${type}.it`;
  return {
    address,
    mode: 'managed',
    type,
    name: address.split('.').at(-1),
    provider_name: provider,
    ...props.more,
    change: {
      actions: props.actions ?? ['update'],
      before: props.before ?? null,
      after: props.after ?? null,
      after_unknown: props.unknown ?? {},
      before_sensitive: props.beforeSensitive ?? {},
      after_sensitive: props.afterSensitive ?? {},
      ...props.moreOfChange,
    },
  };
}

/** A plan document; more of its members may be given. */
export function planDocument(changes: readonly object[], more: object = {}): object {
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: {},
    resource_changes: changes,
    ...more,
  };
}

export interface ReviewOptions {
  readonly acknowledgements?: readonly Acknowledgement[];
  readonly today?: string;
  readonly commit?: string;
}

/** Reviews plans as the command does: through the bytes of a file. */
export function reviewOf(
  documents: Readonly<Record<string, object>>,
  { acknowledgements = [], today = '2026-03-01', commit }: ReviewOptions = {},
): Review {
  return reviewPlans({
    plans: Object.entries(documents).map(([stack, document]) =>
      buildStackPlan(stack, parsePlan(`${stack}.json`, Buffer.from(JSON.stringify(document)))),
    ),
    acknowledgements,
    today,
    commit,
  });
}

export function commentOf(documents: Readonly<Record<string, object>>, options?: ReviewOptions): Comment {
  return renderComment(reviewOf(documents, options));
}

/** The hazards of one change in a stack of its own: `SW-STATE-001 aws_x.it`. */
export function hazardsOf(...changes: readonly ChangeProps[]): string[] {
  return reviewOf({ 'drill-primary': planDocument(changes.map(resourceChange)) }).findings.map(
    ({ hazard, resource }) => `${hazard} ${resource}`,
  );
}
