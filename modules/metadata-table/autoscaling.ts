import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import type { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Construct } from 'constructs';
import type { TableBilling } from '../../settings';

export interface AutoscaleProps {
  readonly table: DynamodbTable;
  readonly tableName: string;
  /** The table is scaled already: its scaling is imported. */
  readonly adopted: boolean;
  readonly indexes: readonly string[];
  readonly billing: Extract<TableBilling, { mode: 'provisioned' }>;
}

const DIRECTIONS = ['read', 'write'] as const;

/** Scales reads and writes of a table and of each of its indexes: an index that throttles holds up the table's writes. */
export function autoscale(scope: Construct, props: AutoscaleProps): void {
  const { table, tableName, adopted, indexes, billing } = props;
  const scalables = [
    { id: 'scale-table', place: '', kind: 'table' },
    ...indexes.map((index) => ({
      id: `scale-${index}`,
      place: `/index/${index}`,
      kind: 'index',
    })),
  ];
  for (const { id, place, kind } of scalables) {
    const group = new Construct(scope, id);
    for (const direction of DIRECTIONS) {
      const unit = direction === 'read' ? 'Read' : 'Write';
      const scalableDimension = `dynamodb:${kind}:${unit}CapacityUnits`;
      const policyName = `DynamoDB${unit}CapacityUtilization`;
      const target = new AppautoscalingTarget(group, `${direction}-target`, {
        serviceNamespace: 'dynamodb',
        resourceId: `table/${table.name}${place}`,
        scalableDimension,
        minCapacity: billing[direction].min,
        maxCapacity: billing[direction].max,
      });
      const policy = new AppautoscalingPolicy(group, `${direction}-policy`, {
        name: `${policyName}:${target.resourceId}`,
        policyType: 'TargetTrackingScaling',
        serviceNamespace: target.serviceNamespace,
        resourceId: target.resourceId,
        scalableDimension: target.scalableDimension,
        targetTrackingScalingPolicyConfiguration: {
          targetValue: billing.targetUtilization,
          predefinedMetricSpecification: { predefinedMetricType: policyName },
        },
      });
      if (adopted) {
        const resourceId = `table/${tableName}${place}`;
        const targetId = `dynamodb/${resourceId}/${scalableDimension}`;
        target.importFrom(targetId);
        policy.importFrom(`${targetId}/${policyName}:${resourceId}`);
      }
    }
  }
}
