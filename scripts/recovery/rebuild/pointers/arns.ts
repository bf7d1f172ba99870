import type { ProgressFile } from '../secrets';
import { describeSecret, listSecrets } from '../../secrets';
import type { SecretsAction } from '../../vault/secrets';

export type SettledSecrets = Pick<ProgressFile, 'arnOf' | 'isEmpty'>;

/**
 * ARNs of the region's secrets by name: as the restore of this incident was told when it read each of them, else from the
 * list, which is up to five minutes late (aws-facts.md, 5.5). Who is in neither is looked up, once.
 */
export class SecretArns {
  private readonly missing = new Map<string, Promise<string | undefined>>();

  private constructor(
    private readonly action: SecretsAction,
    private readonly knownArn: (name: string) => string | undefined,
  ) {}

  static async read(action: SecretsAction, settled: SettledSecrets): Promise<SecretArns> {
    if (!settled.isEmpty) return new SecretArns(action, (name) => settled.arnOf(name));
    const listed = await listSecrets(action);
    return new SecretArns(action, (name) => listed.get(name)?.arn);
  }

  /** @returns undefined when there is no such secret, or it waits for deletion */
  async of(name: string): Promise<string | undefined> {
    const arn = this.knownArn(name);
    if (arn !== undefined) return arn;
    const looked = this.missing.get(name) ?? describeSecret(this.action, name).then((found) => found?.arn);
    this.missing.set(name, looked);
    return looked;
  }
}
