import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { generateUsers } from '../../../../scripts/drill/generated-users';
import { createInProcessCloud } from '../../../../scripts/local-cloud/in-process';
import type { Action } from '../../../../scripts/recovery/aws/action';
import { connect } from '../../../../scripts/recovery/aws/clients';
import { targetOf } from '../../../../scripts/recovery/aws/target';
import { verifyAsUser, type AsUserRequest } from '../../../../scripts/recovery/validation/as-user/as-user';
import { loadSettings } from '../../../../settings';
import { furnish } from '../../../support/furnished-cloud';
import { VirtualClock } from '../../../support/virtual-clock';

const target = targetOf(loadSettings({ env: { SYNCWELL_ENV: 'drill' } }));
const users = generateUsers({ count: 12 });

interface Scene {
  readonly action: Action;
  readonly table: string;
}

async function stage({ withUsers = true } = {}): Promise<Scene> {
  const clock = new VirtualClock(Date.UTC(2026, 0, 1));
  const cloud = createInProcessCloud({ clock });
  const clients = connect(target, {
    clock,
    requestHandler: cloud.requestHandler as never,
    endpoint: 'http://in-process',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { table } = await furnish(clients, target, { users: withUsers ? users : [] });
  const action = { clients, clock, target, signal: new AbortController().signal, progress: () => undefined };
  return { action, table };
}

const connectionOf = (status: string) => {
  const user = users.find(({ connections }) => connections.some((one) => one.status === status));
  const connection = user?.connections.find((one) => one.status === status);
  return { userId: user?.userId ?? '', connectionId: connection?.connectionId ?? '' };
};

/** The connection points to a secret that is not there, as after it was made anew: well-formed, and dangling. */
async function dangle({ action, table }: Scene, { userId, connectionId }: ReturnType<typeof connectionOf>) {
  const { names, region } = target;
  const secret = `${names.userSecret(userId, connectionId)}-Zzzzz9`;
  await action.clients.dynamodb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: marshall({ PK: `USER#${userId}`, SK: `CONN#${connectionId}` }),
      UpdateExpression: 'SET CredentialArn = :arn',
      ExpressionAttributeValues: {
        ':arn': { S: `arn:aws:secretsmanager:${region}:${names.accountId}:secret:${secret}` },
      },
    }),
  );
}

const failed = (message: RegExp) => ({
  kind: 'verification',
  code: 'USER_VERIFICATION_FAILED',
  message: expect.stringMatching(message),
});

describe('verification as a user', () => {
  it('reads the users of the table that the pointer names, and the secret of each active connection', async () => {
    const { action, table } = await stage();
    const evidence = await verifyAsUser(action, { users: 100 });
    const active = users.flatMap(({ connections }) =>
      connections.filter(({ status }) => status === 'active'),
    );
    expect(evidence).toMatchObject({ table, users: users.length, secrets: active.length });
  });

  it('looks at as many users as it is told to, the same for the same seed', async () => {
    const { action } = await stage();
    const [one, again] = [
      await verifyAsUser(action, { users: 4, seed: 7 }),
      await verifyAsUser(action, { users: 4, seed: 7 }),
    ];
    expect(one.users).toBe(4);
    expect(again).toEqual(one);
  });

  it('fails when a secret does not resolve, naming the connection and not the secret', async () => {
    const scene = await stage();
    const connection = connectionOf('active');
    await dangle(scene, connection);
    await expect(verifyAsUser(scene.action, { users: 100 })).rejects.toMatchObject(
      failed(
        new RegExp(`USER#${connection.userId} CONN#${connection.connectionId}: .*ResourceNotFoundException`),
      ),
    );
  });

  it('does not mind a secret that nobody needs: of a connection that waits for its user', async () => {
    const scene = await stage();
    const connection = connectionOf('needs_reauth');
    expect(connection.userId).not.toBe('');
    await dangle(scene, connection);
    await expect(verifyAsUser(scene.action, { users: 100 })).resolves.toMatchObject({ users: users.length });
  });

  it('looks again at a user who was half brought back, and believes what holds then', async () => {
    const { action, table } = await stage();
    const { dynamodb } = action.clients;
    const Key = marshall({ PK: 'USER#u0000001', SK: 'PROFILE' });
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key }));
    await dynamodb.send(new DeleteItemCommand({ TableName: table, Key }));
    const mend = action.clock
      .sleep(20_000)
      .then(() => dynamodb.send(new PutItemCommand({ TableName: table, Item })));
    await expect(verifyAsUser(action, { users: 100 })).resolves.toMatchObject({ users: users.length });
    await mend;
  });

  it('fails when a profile is gone', async () => {
    const { action, table } = await stage();
    const Key = marshall({ PK: 'USER#u0000001', SK: 'PROFILE' });
    await action.clients.dynamodb.send(new DeleteItemCommand({ TableName: table, Key }));
    await expect(verifyAsUser(action, { users: 100 })).rejects.toMatchObject(
      failed(/USER#u0000001 .* has a profile/),
    );
  });

  it('fails when an item breaks a rule, telling the attribute and not its value', async () => {
    const { action, table } = await stage();
    await action.clients.dynamodb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: marshall({ PK: 'USER#u0000002', SK: 'PROFILE' }),
        UpdateExpression: 'SET CreatedAt = :time',
        ExpressionAttributeValues: { ':time': { S: 'a-marked-value' } },
      }),
    );
    const failure = verifyAsUser(action, { users: 100 });
    await expect(failure).rejects.toMatchObject(failed(/USER#u0000002 PROFILE: CreatedAt/));
    await expect(failure).rejects.not.toThrow(/a-marked-value/);
  });

  it('counts what waits for a person on a list, and fails for what does not', async () => {
    const { action, table } = await stage();
    const wrong = ['USER#u0000002', 'USER#u0000003'];
    for (const PK of wrong) {
      await action.clients.dynamodb.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall({ PK, SK: 'PROFILE' }),
          UpdateExpression: 'SET CreatedAt = :wrong',
          ExpressionAttributeValues: { ':wrong': { S: 'yesterday' } },
        }),
      );
    }
    const isListed: AsUserRequest['isListed'] = ({ key, kind }) => key.PK === wrong[0] && kind === 'rule';
    await expect(verifyAsUser(action, { users: 100, isListed })).rejects.toMatchObject(
      failed(/^(?!.*u0000002).*USER#u0000003 PROFILE: CreatedAt/),
    );
    await expect(
      verifyAsUser(action, { users: 100, isListed: ({ key }) => wrong.includes(key.PK) }),
    ).resolves.toMatchObject({ users: users.length, waiting: 2 });
  });

  it('fails when the table is empty or not there', async () => {
    const { action } = await stage({ withUsers: false });
    await expect(verifyAsUser(action, { users: 3 })).rejects.toMatchObject(failed(/holds no user/));
    await expect(verifyAsUser(action, { users: 3, table: 'none' })).rejects.toMatchObject(
      failed(/a worker cannot see the table: ResourceNotFoundException/),
    );
  });
});
