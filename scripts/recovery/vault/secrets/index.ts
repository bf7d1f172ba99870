export { newestRoot, pagesOf, writeRoot } from './catalogue';
export { connectSecrets, secretsActionOf, type SecretsAction } from './connection';
export {
  encodePage,
  encodeShard,
  pageCount,
  pageOf,
  type Entry,
  type Root,
  type SealedSecret,
} from './format';
export { makeRoundKey, sealOfRoot, type RoundKey, type RoundKeys } from './keys';
export {
  moveSecretsHighWaterMark,
  readSecretsHighWaterMark,
  type SecretsHighWaterMark,
} from './high-water-mark';
export { openShard, openVault, requireWhole, type OpenedVault, type ShardIndex } from './opened';
export { seal } from './seal';
export { secretsBucketAt, type SecretsBucket, type SecretsVault } from './vault';
