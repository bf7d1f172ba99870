import { spawnSync } from 'node:child_process';
import { startLocalCloud, type LocalCloud } from '../../../scripts/local-cloud/local-cloud';

let cloud: LocalCloud;
beforeAll(async () => {
  cloud = await startLocalCloud({ owned: true });
}, 120_000);
afterAll(() => cloud.stop());

/** Runs the AWS CLI in a region and reads its answer; fails with what it printed. */
function aws(command: string, region = 'us-east-1'): any {
  const { status, stdout, stderr } = spawnSync(
    'aws',
    [...command.split(' '), '--region', region, '--output', 'json'],
    {
      encoding: 'utf8',
      env: { ...process.env, ...cloud.clientEnvironment() },
    },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout === '' ? undefined : JSON.parse(stdout);
}

describe('ElastiCache', () => {
  const user = (id: string, name: string) =>
    `elasticache create-user --user-id ${id} --user-name ${name} --engine redis --access-string off`;

  it('wants a user named default in every group of users', () => {
    aws(`${user('worker', 'worker')} --authentication-mode Type=iam`);
    const create = 'elasticache create-user-group --engine redis --user-group-id workers --user-ids worker';
    expect(() => aws(create)).toThrow('DefaultUserRequired');
    aws(`${user('nobody', 'default')} --no-password-required`);
    expect(aws(`${create} nobody`)).toMatchObject({ Status: 'active', UserIds: ['worker', 'nobody'] });
  });

  it('keeps what a parameter group was told, in its own region', () => {
    const name = '--cache-parameter-group-name ours';
    aws(
      `elasticache create-cache-parameter-group ${name} --cache-parameter-group-family redis7 --description ours`,
    );
    const value = 'ParameterName=maxmemory-policy,ParameterValue=allkeys-lru';
    aws(`elasticache modify-cache-parameter-group ${name} --parameter-name-values ${value}`);
    expect(aws(`elasticache describe-cache-parameters ${name}`).Parameters).toEqual([
      expect.objectContaining({ ParameterName: 'maxmemory-policy', ParameterValue: 'allkeys-lru' }),
    ]);
    expect(() => aws(`elasticache describe-cache-parameter-groups ${name}`, 'eu-west-1')).toThrow(
      'CacheParameterGroupNotFound',
    );
  });

  it('knows every node of a replication group as a cluster', () => {
    const group = aws(
      'elasticache create-replication-group --replication-group-id group --replication-group-description d --num-cache-clusters 3',
    );
    expect(group.ReplicationGroup.MemberClusters).toEqual(['group-001', 'group-002', 'group-003']);
    for (const member of group.ReplicationGroup.MemberClusters) {
      const { CacheClusters } = aws(`elasticache describe-cache-clusters --cache-cluster-id ${member}`);
      expect(CacheClusters).toEqual([
        expect.objectContaining({ CacheClusterId: member, ReplicationGroupId: 'group' }),
      ]);
    }
  });
});

describe('AWS Backup', () => {
  it('keeps the policy of a vault, and says when there is none', () => {
    const vault = '--backup-vault-name ours';
    aws(`backup create-backup-vault ${vault}`);
    expect(() => aws(`backup get-backup-vault-access-policy ${vault}`)).toThrow('ResourceNotFoundException');
    aws(`backup put-backup-vault-access-policy ${vault} --policy {"Version":"2012-10-17"}`);
    expect(aws(`backup get-backup-vault-access-policy ${vault}`).Policy).toBe('{"Version":"2012-10-17"}');
  });

  it('gives back the tags that a vault was made with', () => {
    const { BackupVaultArn } = aws(
      'backup create-backup-vault --backup-vault-name tagged --backup-vault-tags kind=test',
    );
    expect(aws(`backup list-tags --resource-arn ${BackupVaultArn}`).Tags).toEqual({ kind: 'test' });
  });
});

describe('EC2', () => {
  it('makes no private DNS name for DynamoDB Streams, and tells the address of the endpoint itself', () => {
    const { VpcId } = aws('ec2 create-vpc --cidr-block 10.9.0.0/16').Vpc;
    const { SubnetId } = aws(`ec2 create-subnet --vpc-id ${VpcId} --cidr-block 10.9.0.0/20`).Subnet;
    const make = (service: string, privateName: string) =>
      aws(
        `ec2 create-vpc-endpoint --vpc-endpoint-type Interface --vpc-id ${VpcId} --subnet-ids ${SubnetId} --service-name com.amazonaws.us-east-1.${service} --${privateName}`,
      ).VpcEndpoint;
    expect(() => make('dynamodb-streams', 'private-dns-enabled')).toThrow(
      /does not provide a private DNS name/,
    );
    expect(make('dynamodb-streams', 'no-private-dns-enabled').DnsEntries[0].DnsName).toMatch(/^vpce-/);
    expect(make('sqs', 'private-dns-enabled').PrivateDnsEnabled).toBe(true);
  });
});

describe('DynamoDB', () => {
  it('switches contributor insights of a table that exists', () => {
    expect(() => aws('dynamodb describe-contributor-insights --table-name none')).toThrow(
      'ResourceNotFoundException',
    );
    aws(
      'dynamodb create-table --table-name ours --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH',
    );
    const describe = () =>
      aws('dynamodb describe-contributor-insights --table-name ours').ContributorInsightsStatus;
    expect(describe()).toBe('DISABLED');
    aws('dynamodb update-contributor-insights --table-name ours --contributor-insights-action ENABLE');
    expect(describe()).toBe('ENABLED');
  });
});
