import { join } from 'node:path';
import { LocalBackend, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { StateBucket } from '../modules/state-bucket';
import type { Names, Region } from '../settings';
import { addProvider, requireTerraform } from './regional-setup';

export interface BootstrapStackProps {
  readonly names: Names;
  readonly regions: readonly Region[];
  /** Folder of this stack's own state: the buckets cannot hold it before they exist. It contains no secret. */
  readonly stateDirectory: string;
}

/** One state bucket a region, made once, before anything else. */
export class BootstrapStack extends TerraformStack {
  constructor(scope: Construct, id: string, { names, regions, stateDirectory }: BootstrapStackProps) {
    super(scope, id);
    new LocalBackend(this, { path: join(stateDirectory, `${id}.tfstate`) });
    requireTerraform(this);
    for (const region of regions) {
      const provider = addProvider(this, { names, region }, { alias: region });
      const { bucket } = new StateBucket(this, `state-${region}`, {
        names,
        region,
        provider,
      });
      new TerraformOutput(this, `state-bucket-${region}`, { value: bucket.id });
    }
  }
}
