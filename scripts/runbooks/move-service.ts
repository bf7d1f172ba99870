import type { RegionKind } from '../../settings/regions';
import { adopt, moveLiveTableParameter, moveTableAlarms } from './steps/restore/adopt';
import { announce } from './steps/switch/announce';
import { catchUpStep } from './steps/rebuild/catch-up';
import { deployStack } from './steps/rebuild/deploy-stack';
import { followSecrets } from './steps/rebuild/follow-secrets';
import { haltWrites } from './steps/halt/halt-writes';
import { inSource } from './steps/rebuild/in-source';
import { preflightRegion } from './steps/rebuild/preflight';
import { proveEqual } from './steps/prove/prove-equal';
import { proveHalt } from './steps/halt/prove-halt';
import { remapConnectionPointers, remapMostPointers } from './steps/rebuild/remap-pointers';
import { repoint } from './steps/restore/repoint';
import { restoreFromServing } from './steps/restore/restore-across';
import { restoreAllSecrets, type RestoreSecretsProps } from './steps/rebuild/restore-secrets';
import { restoreSettings } from './steps/restore/restore-settings';
import { proveOldFence, resumeWrites } from './steps/halt/resume-writes';
import { dimPilotLight, scaleWorkers } from './steps/switch/scale-workers';
import { survey } from './steps/rebuild/survey';
import { sealSecrets } from './steps/rebuild/sync-secrets';
import { switchTraffic, verifyTraffic } from './steps/switch/traffic';
import { validate } from './steps/prove/validate';
import { verifyAsReturningUser } from './steps/prove/verify-as-user';
import type { RecoveryStep } from './world';

export interface MoveProps {
  /** The region that is to serve. The other one serves until then, and answers. */
  readonly to: RegionKind;
  readonly usersToVerify: number;
  readonly plan: boolean;
  /** Secrets that the region may hold, where AWS has raised it. */
  readonly secretsQuota?: number | undefined;
}

/**
 * Moves the service from the region that serves to the other one, with everything that was written until the switch:
 * the way home, and an evacuation. Slow work comes while the service goes on; then writes are halted, the rest is
 * followed, both tables are compared, and the service is switched.
 */
export function moveSteps({ to, usersToVerify, plan, secretsQuota: quota }: MoveProps): RecoveryStep[] {
  return [
    preflightRegion(),
    ...prepare(to),
    ...bringOver({ quota }),
    ...halt({ quota }),
    ...switchOver({ usersToVerify }),
    inSource(dimPilotLight({ needs: ['resume-writes'] })),
    announce({ needs: ['resume-writes'], event: 'moved' }),
    adopt({ plan, moved: true, needs: ['move-live-table', 'move-alarms', 'resume-writes'] }),
  ];
}

/**
 * The region that is to serve. One that served before comes back as it was left, perhaps with workers that know nothing
 * of what happened: it is fenced before anything else. One that never did is deployed first.
 */
function prepare(to: RegionKind): RecoveryStep[] {
  const serving = inSource(survey(), {
    id: 'survey-serving',
    title: 'Write down how the region that serves is',
    why: 'Its table, its pointer and its fleet are what is moved, and what an abort puts back.',
    needs: ['preflight'],
  });
  if (to === 'recovery') {
    return [
      serving,
      deployStack({ needs: ['preflight'], surveys: false }),
      { ...survey(), needs: ['deploy-stack'] },
    ];
  }
  return [
    serving,
    { ...survey(), needs: ['preflight'] },
    {
      ...haltWrites({ stopWorkers: true }),
      title: 'Fence the region that has come back',
      why: 'Its table is as old as the outage, and its workers may not know that. Nobody may write there, and nobody works there, before anything is brought home.',
    },
    { ...proveHalt(), title: 'Prove that nobody can write there' },
    deployStack({ needs: ['prove-halt'], surveys: false }),
  ];
}

type Quota = Pick<RestoreSecretsProps, 'quota'>;

/** While the service goes on. */
function bringOver({ quota }: Quota): RecoveryStep[] {
  return [
    restoreFromServing({ needs: ['survey-serving', 'survey'] }),
    restoreSettings(),
    catchUpStep({ needs: ['restore-settings'], when: 'while writes go on' }),
    sealSecrets({ id: 'seal-secrets', needs: ['survey-serving'] }),
    {
      ...restoreAllSecrets({ needs: ['seal-secrets', 'deploy-stack'], overwrite: true, quota }),
      id: 'restore-most-secrets',
      title: 'Recreate the secrets, as they are now',
    },
    remapMostPointers({ needs: ['catch-up', 'restore-most-secrets'] }),
    followSecrets({ needs: ['remap-most-pointers'], quota }),
    {
      ...catchUpStep({ needs: ['follow-secrets'], when: 'while writes go on' }),
      id: 'catch-up-again',
      title: 'Follow what was written meanwhile',
      why: 'Secrets and pointers took their time, and writes went on. What is followed now is not left to the time without writes.',
    },
  ];
}

/** The time without writes begins. */
function halt({ quota }: Quota): RecoveryStep[] {
  return [
    inSource(haltWrites({ stopWorkers: true }), {
      id: 'halt-serving',
      title: 'Halt every writer of the region that serves',
      why: 'From here on nothing is written that is not brought over. Workers are stopped, too: they renew tokens. Everything slow is done by now.',
      needs: ['catch-up-again'],
    }),
    inSource(proveHalt(), { id: 'prove-halt-serving', needs: ['halt-serving'] }),
    catchUpStep({ needs: ['prove-halt-serving'], when: 'final' }),
    sealSecrets({ id: 'seal-last-secrets', needs: ['prove-halt-serving'] }),
    {
      ...restoreAllSecrets({ needs: ['seal-last-secrets'], overwrite: true, quota }),
      title: 'Recreate the last changed secrets',
      why: 'What was brought over before the halt is proven, and not looked at again: only what changed since is written and read back.',
    },
    proveEqual({ needs: ['final-catch-up'] }),
    remapConnectionPointers({ needs: ['prove-equal', 'restore-secrets'] }),
    validate({ needs: ['remap-pointers'], hasSource: false }),
  ];
}

function switchOver({ usersToVerify }: Pick<MoveProps, 'usersToVerify'>): RecoveryStep[] {
  return [
    repoint({ needs: ['validate'], writesEnabled: 'no' }),
    moveLiveTableParameter(),
    moveTableAlarms(),
    scaleWorkers({ needs: ['repoint'] }),
    verifyAsReturningUser({ users: usersToVerify, needs: ['scale-workers'] }),
    switchTraffic({ needs: ['verify-as-user', 'move-live-table'] }),
    verifyTraffic(),
    resumeWrites({ workersStopped: false, needs: ['verify-traffic'] }),
    inSource(proveOldFence(), {
      title: 'Prove that the table that served refuses late writers',
      needs: ['resume-writes'],
    }),
  ];
}
