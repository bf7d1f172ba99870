/** What examples of errors are about: names as the environment drill has them. */
export const INCIDENT = 'INC-20260301-041500-9f3a';
export const TABLE = 'SyncWellMetadata';
export const RESTORED = 'SyncWellMetadata-restored-2026-03-01';
export const PRIMARY = 'us-east-1';
export const RECOVERY = 'us-west-2';
export const SECOND = '2026-03-01T04:15:00Z';
export const LATER = '2026-03-01T05:00:00Z';
export const AUDIT = 'syncwell-drill-audit';
export const TABLE_ARN = `arn:aws:dynamodb:${PRIMARY}:123456789012:table/${TABLE}`;
export const STACK = 'drill-primary';
export const KEY_ALIAS = 'alias/syncwell-drill';
