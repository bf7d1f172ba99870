import { TerraformOutput } from 'cdktf';
import { Network } from '../../modules/network';
import { kmsKeyArn, names } from '../support/module-props';
import { synthModule } from '../support/synth';

const network = synthModule((stack) => {
  const made = new Network(stack, 'network', {
    names,
    region: 'us-west-2',
    cidr: '10.21.0.0/16',
    kmsKeyArn,
    logRetentionDays: 30,
  });
  new TerraformOutput(stack, 'streams', { value: made.endpoints.streamsUrl });
});

describe('the network', () => {
  it('finds its zones when it is planned, without the opt-in ones, and names no letter', () => {
    const [zones] = Object.values<any>(network.json.data!.aws_availability_zones);
    expect(zones).toMatchObject({
      state: 'available',
      filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
    });
    expect(JSON.stringify(network.json)).not.toMatch(/us-west-2[a-f]"/);
  });

  it('takes zones only in which an HTTP API can have a VPC link, and refuses a region with fewer than three', () => {
    const [zones] = Object.values<any>(network.json.data!.aws_availability_zones);
    expect(zones.exclude_zone_ids).toEqual(['use1-az3', 'usw1-az2']);
    expect(zones.lifecycle.postcondition).toEqual([
      {
        condition: '${length(self.names) >= 3}',
        error_message: expect.stringMatching(/us-west-2 has fewer than 3 Availability Zones/),
      },
    ]);
  });

  it('has a public and a private subnet in each of three zones, which do not overlap', () => {
    const subnets = network.resources('aws_subnet');
    const zones = subnets.map(({ availability_zone }) => availability_zone);
    expect([subnets.length, new Set(zones).size]).toEqual([6, 3]);
    expect(new Set(subnets.map(({ cidr_block }) => cidr_block)).size).toBe(6);
    for (const { cidr_block } of subnets) expect(cidr_block).toMatch(/^10\.21\.\d+\.0\/20$/);
  });

  it('gives each private subnet the NAT gateway of its own zone', () => {
    const routes = network
      .resources('aws_route')
      .filter(({ nat_gateway_id }) => nat_gateway_id !== undefined);
    expect(new Set(routes.map(({ nat_gateway_id }) => nat_gateway_id)).size).toBe(3);
    expect(network.resources('aws_nat_gateway')).toHaveLength(3);
  });

  it('reaches every AWS service of the tasks through an endpoint of the region', () => {
    const endpoints = network.resources('aws_vpc_endpoint');
    const of = (type: string) =>
      endpoints
        .filter(({ vpc_endpoint_type }) => vpc_endpoint_type === type)
        .map(({ service_name }) => service_name.replace('com.amazonaws.us-west-2.', ''))
        .sort();
    expect(of('Gateway')).toEqual(['dynamodb', 's3']);
    expect(of('Interface')).toEqual([
      'appconfig',
      'appconfigdata',
      'dynamodb-streams',
      'ecr.api',
      'ecr.dkr',
      'kms',
      'logs',
      'monitoring',
      'secretsmanager',
      'sqs',
      'ssm',
      'sts',
    ]);
    for (const { private_dns_enabled, vpc_endpoint_type, service_name } of endpoints) {
      const hasPrivateName = vpc_endpoint_type === 'Interface' && !service_name.endsWith('dynamodb-streams');
      expect(private_dns_enabled === true).toBe(hasPrivateName);
    }
  });

  it('tells the address of DynamoDB Streams, which has no private name', () => {
    expect(network.json.output!.streams!.value).toMatch(
      /^https:\/\/\$\{aws_vpc_endpoint\..*streams.*dns_entry\[0\]\.dns_name\}$/,
    );
  });

  it('logs who talks to whom, encrypted', () => {
    expect(network.only('aws_flow_log')).toMatchObject({
      traffic_type: 'ALL',
      iam_role_arn: names.roleArn('flow-log'),
    });
    expect(network.only('aws_cloudwatch_log_group')).toMatchObject({
      kms_key_id: kmsKeyArn,
      retention_in_days: 30,
    });
  });

  it('lets nothing in from outside: every way in starts at a group or in the VPC', () => {
    for (const rule of network.resources('aws_vpc_security_group_ingress_rule')) {
      expect(rule.referenced_security_group_id ?? rule.cidr_ipv4).toMatch(
        /^\$\{aws_security_group|^10\.21\./,
      );
    }
    const anywhere = network
      .resources('aws_vpc_security_group_egress_rule')
      .filter(({ cidr_ipv4 }) => cidr_ipv4 === '0.0.0.0/0');
    expect(anywhere.map(({ from_port }) => from_port)).toEqual([443]);
  });

  it('empties the group that every VPC comes with', () => {
    const group = network.only('aws_default_security_group');
    expect([group.ingress, group.egress]).toEqual([undefined, undefined]);
  });
});
