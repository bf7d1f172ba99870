export { backupSecrets, planBackup, type BackupRequest } from './backup';
export type { BackupResult } from './result';
