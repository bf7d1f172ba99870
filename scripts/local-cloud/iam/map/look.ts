/** What a call does not say itself, and the cloud has to be asked for. Whatever is unknown is undefined. */
export interface ResourceLook {
  /** Tags of a resource by its ARN, for `aws:ResourceTag`. */
  tagsOf(arn: string): ReadonlyMap<string, string> | undefined;
  /** The ARN of the key behind a key id, a key ARN, an alias name or an alias ARN. */
  keyOf(region: string, name: string): string | undefined;
  /** The ARN of the key that made a ciphertext: Decrypt need not name it. */
  keyOfCiphertext(region: string, ciphertext: string): string | undefined;
  /** The permissions boundary of a role, as the policy's ARN. */
  boundaryOf(roleArn: string): string | undefined;
  /** The aliases of a key, for `kms:ResourceAliases`: for example `alias/syncwell`. */
  aliasesOf(keyArn: string): readonly string[];
  /** The ARN of a role, its path included, by its name. */
  roleArnOf(name: string): string | undefined;
  /** The ARN of a secret, its six random characters included, by its name or a part of its ARN. */
  secretArnOf(region: string, name: string): string | undefined;
  /** The ARN of the customer key that encrypts a table, secret, bucket, queue, topic, log group or vault; undefined without one. */
  encryptionKeyOf(arn: string): string | undefined;
  /** The name of a table's partition key, for `dynamodb:LeadingKeys`. */
  partitionKeyOf(tableArn: string): string | undefined;
  /** The newest revision of a task definition's family, as an ARN. */
  taskDefinitionOf(region: string, family: string): string | undefined;
  /** The id of an application of AppConfig by its name or id; likewise of what is in it. */
  appConfigIdOf(
    region: string,
    kind: 'application' | 'environment' | 'profile',
    name: string,
    application?: string,
  ): string | undefined;
  /** What a session of AppConfigData reads, by the token it shows: the ARN of the configuration. */
  configurationOf(token: string): string | undefined;
  /** The ARN of a scalable target. */
  scalableTargetOf(region: string, namespace: string, resourceId: string): string | undefined;
}

/** For a cloud of which nothing is known: names stand for themselves. */
export const NOTHING_KNOWN: ResourceLook = {
  tagsOf: () => undefined,
  keyOf: () => undefined,
  keyOfCiphertext: () => undefined,
  boundaryOf: () => undefined,
  aliasesOf: () => [],
  roleArnOf: () => undefined,
  secretArnOf: () => undefined,
  encryptionKeyOf: () => undefined,
  partitionKeyOf: () => undefined,
  taskDefinitionOf: () => undefined,
  appConfigIdOf: () => undefined,
  configurationOf: () => undefined,
  scalableTargetOf: () => undefined,
};
