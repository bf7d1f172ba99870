import type { ActionTable, ServiceTable } from '../../../scripts/local-cloud/iam/map/actions';

/** One service as the package describes it. */
export interface Described {
  readonly actions: readonly {
    readonly name: string;
    readonly resourceTypes: readonly { readonly name: string; readonly required: boolean }[];
  }[];
  readonly types: readonly { readonly key: string; readonly arn: string }[];
}

/** The services that the local cloud answers, by their prefix in policies. */
export const SERVICES = [
  'acm',
  'apigateway',
  'appconfig',
  'application-autoscaling',
  'backup',
  'backup-storage',
  'cloudwatch',
  'dynamodb',
  'ec2',
  'ecr',
  'ecs',
  'elasticache',
  'elasticloadbalancing',
  'fis',
  'iam',
  'kinesis',
  'kms',
  'logs',
  'route53',
  's3',
  'scheduler',
  'secretsmanager',
  'servicediscovery',
  'servicequotas',
  'sns',
  'sqs',
  'ssm',
  'sts',
  'tag',
] as const;

/** The table as it is kept: the names alone, without descriptions and condition keys, which are most of the package. */
export function actionTable(services: Readonly<Record<string, Described>>): ActionTable {
  return Object.fromEntries(
    Object.entries(services).map(([prefix, { actions, types }]): [string, ServiceTable] => [
      prefix,
      {
        types: Object.fromEntries(types.map(({ key, arn }) => [key, arn.split(', ')])),
        actions: Object.fromEntries(
          actions.map(({ name, resourceTypes }) => [
            name,
            resourceTypes.map(({ name: type, required }) => (required ? `${type}!` : type)).join(' '),
          ]),
        ),
      },
    ]),
  );
}

/** One line a service, so that a newer package shows as the services that changed. */
export function render(table: ActionTable): string {
  const lines = Object.entries(table).map(([prefix, service]) => `"${prefix}":${JSON.stringify(service)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}
