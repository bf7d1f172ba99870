import { Resolver } from 'node:dns/promises';
import type { RegionKind } from '../../../settings';

export interface WhereProps {
  /** Address and port of the DNS server that is asked. */
  readonly server: string;
  /** The name that the app calls. */
  readonly name: string;
  /** Where each region's API domain name points. */
  readonly targets: Readonly<Record<RegionKind, string>>;
}

/** Asks DNS as the app on a user's phone would. */
export class Where {
  private readonly resolver = new Resolver({ timeout: 2_000, tries: 2 });

  constructor(private readonly props: WhereProps) {
    this.resolver.setServers([props.server]);
  }

  /** The region that the name leads to now; undefined: none of the two. @throws Error when DNS does not answer */
  async now(): Promise<RegionKind | undefined> {
    const { name, targets } = this.props;
    const [served, primary, recovery] = await Promise.all(
      [name, targets.primary, targets.recovery].map((asked) => this.addresses(asked)),
    );
    if (served === primary) return 'primary';
    return served === recovery ? 'recovery' : undefined;
  }

  private async addresses(name: string): Promise<string> {
    return (await this.resolver.resolve4(name)).sort().join(' ');
  }
}
