import type { SecretsAction } from '../../secrets/connection';
import { describeSecret, listSecrets } from '../../secrets/inventory';

/**
 * ARNs of the region's secrets by name. The list is up to five minutes late (aws-facts.md, 5.5): who is not in it is
 * looked up, once.
 */
export class SecretArns {
  private readonly missing = new Map<string, Promise<string | undefined>>();

  private constructor(
    private readonly action: SecretsAction,
    private readonly listed: ReadonlyMap<string, string>,
  ) {}

  static async read(action: SecretsAction): Promise<SecretArns> {
    const listed = new Map<string, string>();
    for await (const { name, arn } of listSecrets(action)) listed.set(name, arn);
    return new SecretArns(action, listed);
  }

  /** @returns undefined when there is no such secret, or it waits for deletion */
  async of(name: string): Promise<string | undefined> {
    const arn = this.listed.get(name);
    if (arn !== undefined) return arn;
    const looked = this.missing.get(name) ?? describeSecret(this.action, name).then((found) => found?.arn);
    this.missing.set(name, looked);
    return looked;
  }
}
