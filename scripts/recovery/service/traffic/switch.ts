import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { isoTime } from '../../../engine/clock';
import { stop } from '../../../engine/errors';
import type { Action } from '../../aws/action';
import type { Clients } from '../../aws/clients';
import { readText } from '../../aws/s3-objects';

/** How traffic is to go: the presence of one object says so (modules/traffic). */
export interface TrafficAction extends Pick<Action, 'target' | 'clock'> {
  /** Of the recovery region, whichever region serves. */
  readonly s3: Clients['s3'];
}

/**
 * Whether the switch sends traffic to the recovery region.
 *
 * @throws Stop SWITCH_MISSING (precondition): it is not there to be thrown
 */
export async function isSwitchedOn(action: TrafficAction): Promise<boolean> {
  const { Bucket, Key } = switchObject(action);
  try {
    return (await readText({ s3: action.s3, bucket: Bucket, clock: action.clock }, Key)) !== undefined;
  } catch (error) {
    if (!(error instanceof Error && error.name === 'NoSuchBucket')) throw error;
    const { names, settings } = action.target;
    throw stop('SWITCH_MISSING', {
      bucket: Bucket,
      recoveryRegion: settings.recovery.region,
      stack: names.stack('foundation-recovery'),
    });
  }
}

/**
 * Sends traffic to the recovery region by one object there: data plane only (aws-facts.md, 7.8). It is public: it says
 * which incident made it, and no more.
 */
export async function switchOn(action: TrafficAction, incident: string): Promise<void> {
  await action.s3.send(
    new PutObjectCommand({
      ...switchObject(action),
      Body: JSON.stringify({ incident, since: isoTime(action.clock.now()) }),
      ContentType: 'application/json',
    }),
  );
}

/** Sends traffic back to the primary region. The bucket is versioned: nothing is lost. */
export async function switchOff(action: TrafficAction): Promise<void> {
  await action.s3.send(new DeleteObjectCommand(switchObject(action)));
}

function switchObject({ target: { names, settings } }: Pick<TrafficAction, 'target'>) {
  return { Bucket: names.bucket('switch', settings.recovery.region), Key: names.failoverSwitchKey };
}
