import { z } from 'zod';
import { KNOWN_REGIONS } from '../../settings/regions';
import { SOURCE_CLASSES } from '../recovery/rebuild/source';
import { defineRunbook } from '../engine/runbook';
import { moveSteps } from './move-service';
import { adopt, moveLiveTableParameter, moveTableAlarms } from './steps/restore/adopt';
import { announce } from './steps/switch/announce';
import { chooseRebuildSource } from './steps/rebuild/choose-source';
import { createRebuiltTable } from './steps/rebuild/create-table';
import { deployStack } from './steps/rebuild/deploy-stack';
import { loadRebuiltTable } from './steps/rebuild/load-table';
import { preflightRegion } from './steps/rebuild/preflight';
import { remapConnectionPointers } from './steps/rebuild/remap-pointers';
import { repoint } from './steps/restore/repoint';
import { restoreAllSecrets } from './steps/rebuild/restore-secrets';
import { restoreSettings } from './steps/restore/restore-settings';
import { scaleWorkers } from './steps/switch/scale-workers';
import { settleLostWrites } from './steps/halt/settle-data-loss';
import { switchTraffic, verifyTraffic } from './steps/switch/traffic';
import { validate } from './steps/prove/validate';
import { verifyAsReturningUser } from './steps/prove/verify-as-user';
import type { RecoveryRunbook, RecoveryStep } from './world';

export const regionalOutageParameters = z.strictObject({
  /** The region that the service is rebuilt in. */
  to: z.enum(KNOWN_REGIONS),
  /** @default the freshest one that can be used */
  source: z.enum(SOURCE_CLASSES).optional(),
  /** The region that is left answers: the service is moved, and nothing is lost. */
  evacuate: z.boolean().default(false),
  /** Secrets that the region may hold, where AWS has raised it. */
  secretsQuota: z.number().int().positive().optional(),
  usersToVerify: z.number().int().min(1).max(10_000).default(50),
  /** Whether to plan the next deploy with Terraform at the end. */
  plan: z.boolean().default(true),
});
export type RegionalOutageParameters = z.infer<typeof regionalOutageParameters>;

/** The second use of the recovery: a region is lost, and the service is rebuilt in a healthy one. */
export function regionalOutage(parameters: RegionalOutageParameters): RecoveryRunbook {
  const { evacuate } = parameters;
  return defineRunbook({
    id: 'regional-outage',
    title: 'Lost region: rebuild the service in a healthy one',
    when: 'The primary region does not answer, or not well enough, and nobody says that it will soon. Nothing is asked of it, from the first step to the last.',
    steps: evacuate ? moveSteps({ ...parameters, to: 'recovery' }) : rebuildSteps(parameters),
  });
}

function rebuildSteps({
  source,
  secretsQuota: quota,
  usersToVerify,
  plan,
}: RegionalOutageParameters): RecoveryStep[] {
  return [
    preflightRegion(),
    chooseRebuildSource({ source, needs: ['preflight'] }),
    settleLostWrites(),
    deployStack({ needs: ['settle-data-loss'], surveys: true }),
    createRebuiltTable({ needs: ['settle-data-loss'] }),
    loadRebuiltTable(),
    // Whatever the region has is older: it does not serve, and its secrets are from when it did.
    restoreAllSecrets({
      needs: ['settle-data-loss'],
      part: 'users',
      overwrite: true,
      quota,
      points: true,
    }),
    {
      ...restoreAllSecrets({ needs: ['deploy-stack'], part: 'providers', overwrite: true, quota }),
      budgetMinutes: 2,
    },
    restoreSettings({ needs: ['load-table'] }),
    remapConnectionPointers(),
    validate({ needs: ['restore-settings', 'remap-pointers'], hasSource: false }),
    repoint({ needs: ['validate', 'deploy-stack'], writesEnabled: 'yes' }),
    moveLiveTableParameter(),
    moveTableAlarms(),
    scaleWorkers({ needs: ['repoint'] }),
    verifyAsReturningUser({ users: usersToVerify, needs: ['scale-workers', 'restore-provider-secrets'] }),
    switchTraffic({ needs: ['verify-as-user', 'move-live-table'] }),
    verifyTraffic(),
    announce({ needs: ['verify-traffic'], event: 'rebuilt' }),
    adopt({ plan, moved: true, needs: ['move-live-table', 'move-alarms', 'verify-traffic'] }),
  ];
}
