/** A difference between primary and recovery that is meant. */
interface AllowedDifference {
  readonly type: RegExp;
  /** Attribute at the top of the resource; undefined: the resource as a whole, in one region only. */
  readonly attribute: RegExp | undefined;
  readonly address?: RegExp;
  readonly because: string;
}

const ALLOWED: readonly AllowedDifference[] = [
  {
    type: /^aws_(appautoscaling_target|ecs_service)$/,
    attribute: /^(min_capacity|desired_count)$/,
    because: 'the pilot light runs no task until a recovery scales it up',
  },
  {
    type: /^aws_backup_plan$/,
    attribute: /^rule$/,
    because: 'while the service runs in the recovery region, the vault of the primary may be lost',
  },
  {
    type: /^aws_(dynamodb_|appautoscaling_)/,
    attribute: undefined,
    address: /-restored-\d{4}-\d{2}-\d{2}/,
    because: 'a restored table belongs to the region where it was restored',
  },
];

export interface Candidate {
  readonly type: string;
  readonly address: string;
  readonly attribute: string | undefined;
}

/** Why a difference is meant; undefined: nobody said so. */
export function reasonFor({ type, address, attribute }: Candidate): string | undefined {
  return ALLOWED.find(
    (allowed) =>
      allowed.type.test(type) &&
      (allowed.address?.test(address) ?? true) &&
      (allowed.attribute === undefined ? attribute === undefined : allowed.attribute.test(attribute ?? '')),
  )?.because;
}
