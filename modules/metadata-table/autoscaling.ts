import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import type { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Construct } from 'constructs';
import type { TableBilling } from '../../settings';

export interface AutoscaleProps {
  readonly table: DynamodbTable;
  readonly indexes: readonly string[];
  readonly billing: Extract<TableBilling, { mode: 'provisioned' }>;
}

const DIRECTIONS = ['read', 'write'] as const;

/** Scales reads and writes of a table and of each of its indexes: an index that throttles holds up the table's writes. */
export function autoscale(scope: Construct, { table, indexes, billing }: AutoscaleProps): void {
  const scalables = [
    { id: 'scale-table', resourceId: `table/${table.name}`, kind: 'table' },
    ...indexes.map((index) => ({
      id: `scale-${index}`,
      resourceId: `table/${table.name}/index/${index}`,
      kind: 'index',
    })),
  ];
  for (const { id, resourceId, kind } of scalables) {
    const group = new Construct(scope, id);
    for (const direction of DIRECTIONS) {
      const unit = direction === 'read' ? 'Read' : 'Write';
      const target = new AppautoscalingTarget(group, `${direction}-target`, {
        serviceNamespace: 'dynamodb',
        resourceId,
        scalableDimension: `dynamodb:${kind}:${unit}CapacityUnits`,
        minCapacity: billing[direction].min,
        maxCapacity: billing[direction].max,
      });
      new AppautoscalingPolicy(group, `${direction}-policy`, {
        name: `DynamoDB${unit}CapacityUtilization:${target.resourceId}`,
        policyType: 'TargetTrackingScaling',
        serviceNamespace: target.serviceNamespace,
        resourceId: target.resourceId,
        scalableDimension: target.scalableDimension,
        targetTrackingScalingPolicyConfiguration: {
          targetValue: billing.targetUtilization,
          predefinedMetricSpecification: { predefinedMetricType: `DynamoDB${unit}CapacityUtilization` },
        },
      });
    }
  }
}
