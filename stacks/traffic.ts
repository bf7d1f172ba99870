import { TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { Traffic } from '../modules/traffic';
import type { Names, Settings } from '../settings';
import { addProvider, keepStateIn } from './regional-setup';

export interface TrafficStackProps {
  readonly names: Names;
  readonly settings: Settings;
}

/** The failover records, made once: a failover switches them on the data plane and never touches this stack. */
export class TrafficStack extends TerraformStack {
  constructor(scope: Construct, id: string, { names, settings }: TrafficStackProps) {
    super(scope, id);
    const { primary, recovery, domain } = settings;
    const primaryProvider = addProvider(this, { names, region: primary.region });
    const recoveryProvider = addProvider(this, { names, region: recovery.region }, { alias: 'recovery' });
    keepStateIn(this, { names, region: primary.region });
    new Traffic(this, 'traffic', {
      names,
      recoveryRegion: recovery.region,
      domainName: domain.api,
      zoneName: domain.zone,
      primaryProvider,
      recoveryProvider,
    });
    new TerraformOutput(this, 'api-url', { value: `https://${domain.api}` });
  }
}
