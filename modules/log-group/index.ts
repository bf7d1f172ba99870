import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import type { Construct } from 'constructs';
import type { Names } from '../../settings';

export interface LogGroupProps {
  readonly names: Names;
  readonly kmsKeyArn: string;
  readonly retentionDays: number;
}

/** An encrypted log group that forgets. @param what ends its name and starts the construct's id */
export function logGroup(scope: Construct, what: string, props: LogGroupProps): CloudwatchLogGroup {
  const { names, kmsKeyArn, retentionDays } = props;
  return new CloudwatchLogGroup(scope, `${what}-logs`, {
    name: names.logGroup(what),
    kmsKeyId: kmsKeyArn,
    retentionInDays: retentionDays,
  });
}
