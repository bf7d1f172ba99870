import { namesFor } from '../../settings';

/** What every regional module is given. */
export const names = namesFor({ environment: 'drill', accountId: '123456789012' });
export const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555';
export const alarmTopicArn = 'arn:aws:sns:us-east-1:123456789012:syncwell-drill-alarms';
