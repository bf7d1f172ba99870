import { setTimeout as delay } from 'node:timers/promises';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import type { LocalEnvironment } from '../../local-deploy/environment';
import { BUILDER, clientsOf, type DrillRegion } from '../connection';
import { drillRegion } from '../population';
import { ConfigurationSession } from '../worker/configuration';

/** Milliseconds of the wall between two looks. */
const LOOK_EVERY = 500;

/** Returns when the service has a configuration and the vault of the other region its buckets and its key. @throws the signal's reason */
export async function awaitVault(environment: LocalEnvironment, signal: AbortSignal): Promise<void> {
  const looks = [
    () => hasConfiguration(drillRegion(environment)),
    () => hasVault(drillRegion(environment, 'recovery')),
  ];
  for (const look of looks) {
    while (!(await look().catch(() => false))) await delay(LOOK_EVERY, undefined, { signal });
  }
}

async function hasConfiguration(region: DrillRegion): Promise<boolean> {
  const clients = clientsOf(region, BUILDER);
  try {
    await ConfigurationSession.start(clients.appconfigdata, region.names);
    return true;
  } finally {
    clients.destroy();
  }
}

async function hasVault(drilled: DrillRegion): Promise<boolean> {
  const { names, region, endpoint } = drilled;
  const clients = clientsOf(drilled, BUILDER);
  const kms = new KMSClient({ endpoint, region, credentials: BUILDER });
  try {
    for (const purpose of ['exports', 'changes', 'secrets'] as const) {
      await clients.s3.send(new HeadBucketCommand({ Bucket: names.bucket(purpose, region) }));
    }
    await kms.send(new DescribeKeyCommand({ KeyId: names.keyAlias }));
    return true;
  } finally {
    kms.destroy();
    clients.destroy();
  }
}
