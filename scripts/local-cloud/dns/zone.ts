/** A record set of Route 53, as far as the local resolver answers from it. */
export interface RecordSet {
  /** Lower case, without the dot at the end. */
  readonly name: string;
  readonly type: string;
  /** Which half of a failover pair it is; undefined for a simple record. */
  readonly failover?: 'PRIMARY' | 'SECONDARY';
  /** Without one it always counts as healthy. */
  readonly healthCheckId?: string;
  /** Name that an alias stands for. */
  readonly alias?: string;
  /** What a record that is no alias says. */
  readonly values: readonly string[];
}

/** A health check of Route 53, as one that asks an HTTPS address. */
export interface HealthCheck {
  readonly id: string;
  readonly fqdn: string;
  /** With its slash at the beginning. */
  readonly resourcePath: string;
  readonly inverted: boolean;
  readonly requestIntervalSeconds: number;
  readonly failureThreshold: number;
}

/** What public DNS knows of an account. */
export interface PublicDns {
  readonly records: readonly RecordSet[];
  readonly healthChecks: readonly HealthCheck[];
}

/** A name as it is compared: lower case, without the dot at the end. */
export function bareName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
