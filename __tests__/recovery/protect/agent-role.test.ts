import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { continuityAgentRole } from '../../../modules/access/continuity';
import { protect } from '../../../scripts/recovery/protect/protect';
import { makeHaste } from '../../simulation/support/haste';
import { MINUTE, names, World } from './support/world';

/** What IAM asks for an operation, where it is not called the same; undefined: nothing. */
const ACTIONS: Readonly<Record<string, string | undefined>> = {
  's3:HeadObject': 's3:GetObject',
  's3:ListObjects': 's3:ListBucket',
  'monitoring:PutMetricData': 'cloudwatch:PutMetricData',
  'appconfigdata:StartConfigurationSession': 'appconfig:StartConfigurationSession',
  'appconfigdata:GetLatestConfiguration': 'appconfig:GetLatestConfiguration',
  'sts:GetCallerIdentity': undefined,
};

/** What the agent is allowed and no round here calls, and who needs it. */
const WITHOUT_CALL = {
  'application-autoscaling:DescribeScalingPolicies': 'the settings of a table whose capacity is provisioned',
  'kms:Decrypt': 'what DynamoDB, S3 and Secrets Manager read under our key in the name of the agent',
  's3:AbortMultipartUpload': 'an export writes in the name of who asked for it',
  's3:GetBucketLocation': 'an export into the bucket of another region',
  's3:PutObjectAcl': 'an export writes in the name of who asked for it',
  'secretsmanager:DescribeSecret': 'a secret that a connection names and the list does not have yet',
  'secretsmanager:GetSecretValue': 'each secret of a batch is authorised by it',
};

makeHaste();

it('rounds of protection call all that the role of the agent allows, and nothing else', async () => {
  const world = await World.create();
  const secrets = world.secrets();
  await world.action.clients.secrets.send(
    new CreateSecretCommand({ Name: names.userSecret('u1', 'c1'), SecretString: 'token' }),
  );
  await world.put('USER#u1', 'PROFILE', '1');
  const before = world.cloud.requests.length;
  for (let minute = 0; minute < 25; minute += 1) {
    await protect(world.action, secrets);
    await world.clock.sleep(MINUTE);
    await world.put('USER#u1', 'PROFILE', String(minute));
  }
  const called = new Set(
    world.cloud.requests
      .slice(before)
      .filter(({ operation }) => operation !== 'PutItem')
      .flatMap(({ service, operation }) => {
        const name = `${service}:${operation}`;
        return name in ACTIONS ? (ACTIONS[name] ?? []) : name;
      }),
  );
  const allowed = new Set(continuityAgentRole(names).statements.flatMap(({ Action }) => Action));
  expect([...called].filter((action) => !allowed.has(action))).toEqual([]);
  expect([...allowed].filter((action) => !called.has(action)).sort()).toEqual(
    Object.keys(WITHOUT_CALL).sort(),
  );
});
