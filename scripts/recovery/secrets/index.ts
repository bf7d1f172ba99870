export type { SecretsAccess } from './access';
export { fingerprintOf, requestToken, sameFingerprint, type SecretValue } from './fingerprint';
export { describeSecret, listNames, listSecrets, type LiveSecret, type SecretSettings } from './inventory';
export { BATCH, LIMITS, LIST_LAG, SECRETS_PER_REGION, SHARE } from './limits';
export { namesInTable, nameOfSecret } from './names-in-table';
export { paced } from './paced-client';
export { readBatch, readPrevious } from './read-values';
