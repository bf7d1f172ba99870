import {
  DeleteResourcePolicyCommand,
  GetItemCommand,
  PutItemCommand,
  PutResourcePolicyCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { Region } from '../../../../settings/regions';
import type { Action } from '../../../../scripts/recovery/aws/action';
import { awaitHalt } from '../../../../scripts/recovery/service/writers/halt-proof';
import { lowerFence, raiseFence, readFence } from '../../../../scripts/recovery/service/writers/fence';
import { awaitAcceptance, awaitRefusal, isRefused } from '../../../../scripts/recovery/service/writers/probe';
import { makeTable } from '../../../support/furnished-cloud/table';
import { TestCloud } from '../../support/service';

const table = 'SyncWellMetadata';
const incident = 'incident-1';

let test: TestCloud;
beforeAll(async () => {
  test = await TestCloud.start(600);
}, 120_000);
afterAll(() => test.stop());

async function furnished(region: Region) {
  const action = test.actionIn(region);
  await makeTable(action.clients, action.target, table);
  return action;
}

function arnOf({ target }: Action): string {
  return target.names.tableArn(target.region, table);
}

/** A policy as a person would write it. */
const policyOf = (action: Action, Sid = 'Readers') =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: {
        Sid,
        Effect: 'Allow',
        Principal: { AWS: action.target.names.roleArn('worker') },
        Action: 'dynamodb:GetItem',
        Resource: arnOf(action),
      },
    },
    undefined,
    2,
  );

/** Puts a policy and waits until it is shown. */
async function attach(action: Action, Policy: string): Promise<void> {
  await action.clients.dynamodb.send(new PutResourcePolicyCommand({ ResourceArn: arnOf(action), Policy }));
  while ((await readFence(action, table)).document !== Policy) await action.clock.sleep(1_000);
}

const write = (action: Action) =>
  new PutItemCommand({ TableName: table, Item: { PK: { S: action.target.region }, SK: { S: 'x' } } });

describe('the fence', () => {
  it('keeps workers from writing, not from reading, and the original policy comes back letter for letter', async () => {
    const action = await furnished('us-east-1');
    const original = policyOf(action);
    await attach(action, original);
    expect(await readFence(action, table)).toMatchObject({ document: original, raised: false });
    await awaitAcceptance(action, { table });

    await raiseFence(action, { table, incident, original });
    const before = action.clock.now();
    const { refusedSince, operations } = await awaitRefusal(action, { table });
    expect(Date.parse(refusedSince)).toBeGreaterThanOrEqual(before);
    expect(operations).toEqual(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems']);
    const worker = await action.clients.asWorker();
    await expect(worker.dynamodb.send(write(action))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await worker.dynamodb.send(
      new GetItemCommand({ TableName: table, Key: { PK: { S: 'x' }, SK: { S: 'x' } } }),
    );
    const raised = await readFence(action, table);
    expect(raised.raised).toBe(true);
    expect(JSON.parse(raised.document ?? '').Statement).toContainEqual(JSON.parse(original).Statement);

    await lowerFence(action, { table, original });
    await awaitAcceptance(action, { table });
    expect((await readFence(action, table)).document).toBe(original);
    await worker.dynamodb.send(write(action));
  });

  it('goes without a trace where there was no policy', async () => {
    const action = await furnished('us-west-1');
    await raiseFence(action, { table, incident, original: null });
    await awaitRefusal(action, { table });
    await lowerFence(action, { table, original: null });
    await awaitAcceptance(action, { table });
    expect(await readFence(action, table)).toEqual({ document: null, revision: null, raised: false });
    await lowerFence(action, { table, original: null });
    expect(await readFence(action, table)).toMatchObject({ document: null });
  });

  it('is lowered when it was raised a moment ago and is not even shown yet', async () => {
    const action = await furnished('us-west-2');
    await raiseFence(action, { table, incident, original: null });
    await lowerFence(action, { table, original: null });
    await action.clock.sleep(30_000);
    expect(await readFence(action, table)).toMatchObject({ raised: false });
    expect(await isRefused(action, { table })).toBe(false);
  });

  it('is raised once, by the same run again and again', async () => {
    const action = await furnished('us-east-2');
    const original = policyOf(action);
    await attach(action, original);
    const first = await raiseFence(action, { table, incident, original });
    expect(await raiseFence(action, { table, incident, original })).toEqual(first);
    await awaitRefusal(action, { table });
    expect(await raiseFence(action, { table, incident, original })).toEqual(first);
  });

  it('does not overwrite a policy that somebody else changed, neither up nor down', async () => {
    const action = await furnished('eu-west-1');
    const original = policyOf(action);
    const theirs = policyOf(action, 'Theirs');
    await attach(action, theirs);
    const changed = { code: 'POLICY_CHANGED', kind: 'refused', next: `npx recover resume ${incident}` };
    await expect(raiseFence(action, { table, incident, original })).rejects.toMatchObject(changed);
    await expect(raiseFence(action, { table, incident, original: null })).rejects.toMatchObject(changed);
    await expect(lowerFence(action, { table, original })).rejects.toMatchObject({ code: 'POLICY_CHANGED' });
    expect((await readFence(action, table)).document).toBe(theirs);
  });

  it('is raised when a policy that was read a moment ago has gone and come again', async () => {
    const action = await furnished('eu-west-2');
    const original = policyOf(action);
    await attach(action, original);
    const { dynamodb } = action.clients;
    await action.clock.sleep(15_000);
    await dynamodb.send(new DeleteResourcePolicyCommand({ ResourceArn: arnOf(action) }));
    await action.clock.sleep(15_000);
    await dynamodb.send(new PutResourcePolicyCommand({ ResourceArn: arnOf(action), Policy: original }));
    while ((await readFence(action, table)).document !== original) await action.clock.sleep(1_000);
    await raiseFence(action, { table, incident, original });
    await awaitRefusal(action, { table });
  });
});

describe('the proof by probes', () => {
  it('is not given while workers may write, and nothing is written by asking', async () => {
    const action = await furnished('ca-central-1');
    expect(await isRefused(action, { table })).toBe(false);
    await expect(awaitRefusal(action, { table })).rejects.toMatchObject({
      code: 'HALT_NOT_PROVEN',
      kind: 'verification',
      message: expect.stringContaining('PutItem, UpdateItem, DeleteItem, TransactWriteItems'),
    });
    const { Count } = await action.clients.dynamodb.send(new ScanCommand({ TableName: table }));
    expect(Count).toBe(0);
  });

  it('finds a policy that forgets one kind of write', async () => {
    const action = await furnished('sa-east-1');
    await attach(
      action,
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
            Resource: arnOf(action),
          },
        ],
      }),
    );
    await expect(awaitRefusal(action, { table })).rejects.toMatchObject({
      code: 'HALT_NOT_PROVEN',
      message: expect.stringMatching(/after the halt: DeleteItem\. Allowed/),
    });
    await expect(awaitAcceptance(action, { table })).rejects.toMatchObject({
      code: 'WRITES_STILL_REFUSED',
      kind: 'verification',
    });
  });

  it('is not given by a table that is missing', async () => {
    const action = test.actionIn('ap-south-1');
    await expect(isRefused(action, { table })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is not given by a role that cannot be taken', async () => {
    const action = test.actionIn('ap-south-2');
    const refused = Object.assign(new Error('not authorized to perform: sts:AssumeRole'), {
      name: 'AccessDenied',
    });
    const clients = { ...action.clients, asWorker: () => Promise.reject(refused) };
    await expect(isRefused({ ...action, clients }, { table })).rejects.toMatchObject({
      code: 'WORKER_ROLE_REFUSED',
      kind: 'precondition',
    });
  });
});

describe('the whole proof', () => {
  /** The action, with something that happens before its first pause of so many milliseconds. */
  const withEvent = (action: Action, pause: number, event: () => Promise<unknown>): Action => {
    let isOver = false;
    const sleep: Action['clock']['sleep'] = async (milliseconds, signal) => {
      if (!isOver && milliseconds === pause) {
        isOver = true;
        await event();
      }
      await action.clock.sleep(milliseconds, signal);
    };
    return { ...action, clock: { ...action.clock, now: () => action.clock.now(), sleep } };
  };

  it('ends the window after a write that came when workers were refused already', async () => {
    const action = await furnished('eu-west-3');
    await raiseFence(action, { table, incident, original: null });
    await awaitRefusal(action, { table });
    await lowerFence(action, { table, original: null });
    await awaitAcceptance(action, { table });
    const onlyWorkers = {
      Effect: 'Deny',
      Principal: '*',
      Action: 'dynamodb:*',
      Resource: arnOf(action),
      Condition: { ArnEquals: { 'aws:PrincipalArn': action.target.names.roleArn('worker') } },
    };
    await attach(action, JSON.stringify({ Version: '2012-10-17', Statement: [onlyWorkers] }));
    let askedAt = Infinity;
    const proof = withEvent(action, 3_000, () => {
      askedAt = action.clock.now();
      return action.clients.dynamodb.send(write(action));
    });
    expect(Date.parse(await awaitHalt(proof, table))).toBeGreaterThan(askedAt);
  });

  it('begins again when the machine slept until the iterators had expired', async () => {
    const action = await furnished('eu-central-2');
    await raiseFence(action, { table, incident, original: null });
    const slept = withEvent(action, 2_000, () => action.clock.sleep(16 * 60_000));
    const before = action.clock.now();
    expect(Date.parse(await awaitHalt(slept, table)) - before).toBeGreaterThan(16 * 60_000);
    expect(action.lines).toContainEqual(expect.stringMatching(/proving the halt again/));
  });
});

it.each([1, 2, 3])(
  'fence and proof come to the same end when a fifth of all calls fail (seed %i)',
  async (seed) => {
    const regions: Region[] = ['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'];
    const action = await furnished(regions[seed - 1]!);
    const original = policyOf(action);
    await attach(action, original);
    await test.withFaults({ rate: 0.2, kinds: ['throttle', '500', '503', 'reset'], seed }, async () => {
      await raiseFence(action, { table, incident, original });
      await awaitRefusal(action, { table });
      await lowerFence(action, { table, original });
      await awaitAcceptance(action, { table });
    });
    expect((await readFence(action, table)).document).toBe(original);
  },
);
