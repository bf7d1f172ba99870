export { ProgressFile, type SettledSecret } from './progress-file';
export { planRestore, restoreSecrets, type RestoreRequest, type RestoreResult } from './restore';
export { verifySecrets, verifyVault, type VerifyResult } from './verify';
