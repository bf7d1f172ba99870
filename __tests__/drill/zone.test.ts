import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { proveDesign } from '../../scripts/drill/zone/design';
import { OPEN_CLAIMS } from '../../scripts/drill/zone/open-claims';
import { ZONE } from '../../scripts/drill/zone/report';
import { renderDrill } from '../../scripts/drill/report';
import { ZONE_RESULT } from './support/samples';
import { severable } from '../../scripts/drill/zone/severable';
import { readTopology, type PlanJson } from '../../scripts/drill/zone/topology';
import type { DrillClients } from '../../scripts/drill/connection';
import { createInProcessCloud } from '../../scripts/local-cloud/in-process';
import { synthStacks } from '../support/stacks';
import type { Attributes } from '../support/synth';
import { VirtualClock } from '../support/virtual-clock';

const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const stack = JSON.stringify(synthStacks()['drill-primary']!.json.resource);

/** The plan that Terraform would make of the primary stack, after an edit of it. */
function planOf(edit: (resources: Record<string, Record<string, Attributes>>) => void): PlanJson {
  // Which zone is the n-th of the region, only a plan knows.
  const known = stack.replace(
    /\$\{element\(data\.aws_availability_zones\.\w+\.names, (\d)\)\}/g,
    (_, index: string) => ZONES[Number(index)]!,
  );
  const resources = JSON.parse(known) as Record<string, Record<string, Attributes>>;
  edit(resources);
  const all = Object.entries(resources).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, values]) => ({ address: `${type}.${name}`, type, values })),
  );
  const references = (values: Attributes): string[] =>
    [...JSON.stringify(values).matchAll(/\$\{(aws_\w+\.[\w-]+\.\w+)/g)].map(([, reference]) => reference!);
  return {
    planned_values: { root_module: { resources: all } },
    configuration: {
      root_module: {
        resources: all.map(({ address, values }) => ({
          address,
          expressions: { any: [{ argument: { references: references(values) } }] },
        })),
      },
    },
  };
}

/** Ids of the claims that do not hold. */
const refuted = (edit: Parameters<typeof planOf>[0]) =>
  proveDesign(readTopology(planOf(edit)))
    .filter(({ holds }) => !holds)
    .map(({ id }) => id);
const only = (byName: Record<string, Attributes>): Attributes => Object.values(byName)[0]!;

describe('the design, by a plan', () => {
  it('survives the loss of any zone', () => {
    expect(readTopology(planOf(() => undefined)).zones).toEqual(ZONES);
    expect(refuted(() => undefined)).toEqual([]);
  });

  it.each<[string, string, Parameters<typeof planOf>[0]]>([
    [
      'two zones that are one',
      'zones',
      ({ aws_subnet }) => {
        for (const subnet of Object.values(aws_subnet!))
          if (subnet.availability_zone === 'us-east-1b') subnet.availability_zone = 'us-east-1a';
      },
    ],
    [
      'workers in two zones',
      'spread',
      ({ aws_ecs_service }) => only(aws_ecs_service!).network_configuration.subnets.pop(),
    ],
    ['a load balancer in two zones', 'spread', ({ aws_lb }) => only(aws_lb!).subnets.pop()],
    [
      'one NAT gateway for two zones',
      'way-out',
      ({ aws_route }) => {
        const [first, second] = Object.values(aws_route!).filter(
          ({ nat_gateway_id: id }) => id !== undefined,
        );
        second!.nat_gateway_id = first!.nat_gateway_id;
      },
    ],
    [
      'an endpoint that a zone has no leg of',
      'endpoints',
      ({ aws_vpc_endpoint }) => {
        const gateway = Object.values(aws_vpc_endpoint!).find(
          ({ route_table_ids: ids }) => ids !== undefined,
        );
        gateway!.route_table_ids.pop();
      },
    ],
    [
      'fewer workers than zones',
      'workers',
      ({ aws_ecs_service }) => (only(aws_ecs_service!).desired_count = 2),
    ],
    [
      'workers that stay where they are',
      'workers',
      ({ aws_ecs_service }) => (only(aws_ecs_service!).availability_zone_rebalancing = 'DISABLED'),
    ],
    [
      'Redis without failover',
      'redis',
      ({ aws_elasticache_replication_group }) =>
        (only(aws_elasticache_replication_group!).automatic_failover_enabled = false),
    ],
    [
      'a zone without an experiment',
      'experiments',
      ({ aws_fis_experiment_template }) => {
        const [name] = Object.keys(aws_fis_experiment_template!);
        Reflect.deleteProperty(aws_fis_experiment_template!, name!);
      },
    ],
  ])('is refuted by %s', (_, id, edit) => {
    expect(refuted(edit)).toContain(id);
  });
});

describe('clients of a zone', () => {
  const Item = { PK: { S: 'USER#1' }, SK: { S: 'PROFILE' } };

  it('get no answer once it is lost, and the write under way is known by its key', async () => {
    const clock = new VirtualClock(Date.UTC(2026, 0, 1));
    const latency = { milliseconds: 0 };
    const cloud = createInProcessCloud({ clock, latency: () => latency.milliseconds });
    const client = () =>
      new DynamoDBClient({
        region: 'us-east-1',
        requestHandler: cloud.requestHandler,
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        maxAttempts: 1,
      });
    const [dynamodb, witness] = [client(), client()];
    const keys = ['PK', 'SK'];
    await witness.send(
      new CreateTableCommand({
        TableName: 'table',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys.map((AttributeName, index) => ({
          AttributeName,
          KeyType: index === 0 ? 'HASH' : 'RANGE',
        })),
      }),
    );
    await clock.sleep(60_000);
    const zone = severable({
      dynamodb,
      secrets: client(),
      appconfigdata: client(),
    } as unknown as DrillClients);
    latency.milliseconds = 1000;
    const severed = zone.sever();
    await dynamodb.send(new GetItemCommand({ TableName: 'table', Key: Item }));
    const write = dynamodb.send(new PutItemCommand({ TableName: 'table', Item })).catch(String);
    await severed;
    expect(await write).toBe('Error: the zone is lost');
    expect([...zone.unanswered]).toEqual(['USER#1 PROFILE']);
    expect((await witness.send(new GetItemCommand({ TableName: 'table', Key: Item }))).Item).toEqual(Item);
    const asked = cloud.requests.length;
    await expect(dynamodb.send(new GetItemCommand({ TableName: 'table', Key: Item }))).rejects.toThrow(
      'lost',
    );
    expect(cloud.requests).toHaveLength(asked);
  });
});

describe('the report of a lost zone', () => {
  it('says what is not shown, and how it would be', () => {
    const text = renderDrill(ZONE_RESULT, ZONE);
    for (const claim of OPEN_CLAIMS) expect(text).toContain(`- ${claim}`);
    expect(text).toContain("tags.Name=='syncwell-drill-zone-1-power'");
    expect(text).toContain('aws fis start-experiment');
  });
});
