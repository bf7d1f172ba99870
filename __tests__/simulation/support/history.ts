import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AwsCredentialIdentity } from '@smithy/types';
import { createInProcessCloud } from '../../../scripts/local-cloud/in-process';
import type { DoorRecord } from '../../../scripts/local-cloud/in-process/door';
import { connect, type Clients } from '../../../scripts/recovery/aws/clients';
import type { Target } from '../../../scripts/recovery/aws/target';
import type { RecoveryFacts } from '../../../scripts/runbooks/facts';
import { randomFrom } from '../../../scripts/random';
import { furnish } from '../../support/furnished-cloud';
import { VirtualClock } from '../../support/virtual-clock';
import { corruptionOf, type Corruption } from './corruption';
import type { Disturbance } from './disturbance';
import { endStateOf, type EndState } from './end-state';
import { lastLateWrite, LateWorker } from './late-worker';
import { operate } from './operators';
import { putPolicy, type Shape } from './shape';

const START = Date.UTC(2026, 2, 1, 8);
const MINUTE = 60_000;

export interface PlayProps {
  readonly shape: Shape;
  /** @default nothing goes wrong */
  readonly disturbance?: Disturbance;
}

export interface Played {
  readonly end: EndState;
  readonly corruption: Corruption;
  /** When writes were halted, by the journal; milliseconds since the epoch. */
  readonly haltedAt: number;
  /** When a worker that did not listen could write to the old table for the last time, to the second. */
  readonly lastLateWrite: number;
  /** Every request from the declaration on. */
  readonly requests: readonly DoorRecord[];
  /** Processes that were needed. */
  readonly lives: number;
  /** From the declaration to the end, in the history's own time. */
  readonly minutes: number;
}

/** Plays one history: a table is corrupted, and recovered by the data-corruption runbook whatever goes wrong meanwhile. */
export async function play({ shape, disturbance }: PlayProps): Promise<Played> {
  const { target, users, seed } = shape;
  const clock = new VirtualClock(START);
  let latency = (): number => 0;
  // A reader asks every open shard several times: most histories spare themselves the second one.
  const streams = { openShards: seed % 6 === 0 ? 2 : 1 };
  const cloud = createInProcessCloud({
    clock,
    latency: () => latency(),
    services: { dynamodb: { streams } },
  });
  const { requestHandler } = cloud;
  const random = randomFrom(seed);
  const clients = connect(target, {
    clock,
    requestHandler,
    random,
    credentials: { accessKeyId: 'service', secretAccessKey: 'local' },
  });
  const { table, items } = await furnish(clients, target, { users });
  if (shape.hasPolicy) await putPolicy(clients, target, table);
  const corruption = corruptionOf(items, START, seed);
  await corrupt(clients, clock, table, corruption);
  const credentials = await signIn(clients, target);
  const { dynamodb } = await clients.asWorker();
  const before = cloud.requests.length;

  cloud.setFaults(disturbance?.faults);
  if (disturbance !== undefined) latency = disturbance.latency;
  const lateWorker = new LateWorker({ clock, dynamodb, table, random });
  const { lives, activeTable, incident } = await operate({
    shape,
    clock,
    requestHandler,
    credentials,
    disturbance,
    corruption,
  }).finally(() => {
    lateWorker.stop();
  });
  const minutes = Math.round((clock.now() - corruption.declaredAt) / MINUTE);

  cloud.setFaults(undefined);
  latency = () => 0;
  const requests = cloud.requests.slice(before);
  const end = await endStateOf(clients, target, clock, activeTable);
  return {
    end,
    corruption,
    haltedAt: Date.parse((incident.facts as Partial<RecoveryFacts>).haltedAt ?? ''),
    lastLateWrite: await lastLateWrite(clients, table),
    requests,
    lives,
    minutes,
  };
}

/** The service writes, until the incident is declared. */
async function corrupt(
  { dynamodb }: Clients,
  clock: VirtualClock,
  TableName: string,
  { writes, declaredAt }: Corruption,
): Promise<void> {
  for (const { at, item, gone } of writes) {
    await clock.sleep(at - clock.now());
    const { PK = '', SK = '' } = item;
    await (gone
      ? dynamodb.send(new DeleteItemCommand({ TableName, Key: marshall({ PK, SK }) }))
      : dynamodb.send(new PutItemCommand({ TableName, Item: marshall(item) })));
  }
  await clock.sleep(declaredAt - clock.now());
}

async function signIn({ sts }: Clients, { names }: Target): Promise<AwsCredentialIdentity> {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: names.roleArn('recovery-operator'), RoleSessionName: 'ada' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '' } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
}
