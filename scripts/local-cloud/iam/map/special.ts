import { arnOf, namedOf, resourcesOf } from './arns';
import { DYNAMODB } from './dynamodb';
import { iam, sts } from './identity';
import { usesOfKey } from './keys';
import { kms } from './kms';
import type { ResourceLook } from './look';
import { contextOf, type Context, type Needed } from './needed';
import { textAt, textsAt, type Call } from './parameters';
import { EC2_IDS } from './resources';
import { recordContext } from './route53';
import { secretsmanager } from './secretsmanager';

type Special = (call: Call, look: ResourceLook) => readonly Needed[] | undefined;

/** Services of which calls are judged otherwise than by their names. @returns undefined where the names tell */
export const SPECIAL: Readonly<Record<string, Special>> = {
  'application-autoscaling': autoscaling,
  appconfig,
  backup,
  dynamodb: (call, look) => DYNAMODB[call.operation ?? '']?.(call, look),
  ec2,
  ecs,
  elasticloadbalancing,
  iam,
  kms,
  route53,
  secretsmanager,
  sns,
  sqs,
  ssm,
  sts,
};

function one(call: Call, resource: string, context: Context = contextOf()): readonly Needed[] {
  return [{ action: `${call.prefix}:${call.operation ?? ''}`, resource, context }];
}

/** A scalable target has an id that only its service knows; before it is registered it is any. */
function autoscaling(call: Call, look: ResourceLook): readonly Needed[] | undefined {
  const { operation = '', parameters, request } = call;
  if (!/^(Register|Deregister|Put|Delete)/.test(operation)) return undefined;
  const namespace = textAt(parameters, 'ServiceNamespace') ?? '';
  const id = textAt(parameters, 'ResourceId') ?? '';
  const any = arnOf(call, 'application-autoscaling', 'scalable-target/*');
  const context = contextOf({
    'application-autoscaling:service-namespace': namespace,
    'application-autoscaling:scalable-dimension': textAt(parameters, 'ScalableDimension'),
  });
  return one(call, look.scalableTargetOf(request.region, namespace, id) ?? any, context);
}

/** AppConfig takes names for ids, and a session's token for what it reads. */
function appconfig(call: Call, look: ResourceLook): readonly Needed[] | undefined {
  const { operation, parameters, request } = call;
  if (operation === 'GetLatestConfiguration') {
    const token = request.query.get('configuration_token') ?? '';
    return one(
      call,
      look.configurationOf(token) ?? arnOf(call, 'appconfig', 'application/*/environment/*/configuration/*'),
    );
  }
  if (operation !== 'StartConfigurationSession') return undefined;
  const idOf = (kind: 'application' | 'environment' | 'profile', name = '', inside?: string): string =>
    look.appConfigIdOf(request.region, kind, name, inside) ?? name;
  const application = idOf('application', textAt(parameters, 'ApplicationIdentifier'));
  const environment = idOf('environment', textAt(parameters, 'EnvironmentIdentifier'), application);
  const profile = idOf('profile', textAt(parameters, 'ConfigurationProfileIdentifier'), application);
  const path = `application/${application}/environment/${environment}/configuration/${profile}`;
  return one(call, arnOf(call, 'appconfig', path));
}

/** A vault with a key is made with its caller's rights to it (AWS Backup guide, "API permissions reference"). */
function backup(call: Call, look: ResourceLook): readonly Needed[] | undefined {
  const { operation, parameters } = call;
  if (operation === 'CreateBackupPlan') return one(call, arnOf(call, 'backup', 'backup-plan:*'));
  if (operation !== 'CreateBackupVault') return undefined;
  const key = textAt(parameters, 'EncryptionKeyArn');
  const vault = arnOf(call, 'backup', `backup-vault:${textAt(parameters, 'BackupVaultName') ?? ''}`);
  return [
    ...one(call, vault),
    { action: 'backup-storage:MountCapsule', resource: '*', context: contextOf() },
    ...(key === undefined
      ? []
      : usesOfKey(call, look, {
          actions: ['CreateGrant', 'GenerateDataKey', 'Decrypt', 'RetireGrant', 'DescribeKey'],
          key,
          via: 'backup',
        })),
  ];
}

/** CreateTags and DeleteTags name resources of any type by their ids. */
function ec2(call: Call): readonly Needed[] | undefined {
  const { operation, parameters } = call;
  if (operation !== 'CreateTags' && operation !== 'DeleteTags') return undefined;
  const arns = textsAt(parameters, 'ResourceId').flatMap((id) =>
    Object.entries(EC2_IDS)
      .filter(([, start]) => id.startsWith(start))
      .map(([type]) => arnOf(call, 'ec2', `${type}/${id}`)),
  );
  return arns.length === 0 ? undefined : arns.flatMap((arn) => one(call, arn));
}

/** What ECS names by family, and the cluster as a condition ("Actions, resources, and condition keys for Amazon ECS"). */
function ecs(call: Call, look: ResourceLook): readonly Needed[] | undefined {
  const { operation, parameters, request } = call;
  const cluster = textAt(parameters, 'cluster');
  const arn =
    cluster?.startsWith('arn:') === true ? cluster : arnOf(call, 'ecs', `cluster/${cluster ?? 'default'}`);
  const context = contextOf({
    'ecs:cluster': arn,
    'ecs:enable-execute-command': textAt(parameters, 'enableExecuteCommand'),
  });
  switch (operation) {
    case 'RegisterTaskDefinition':
      return one(call, arnOf(call, 'ecs', `task-definition/${textAt(parameters, 'family') ?? ''}:*`));
    case 'RunTask':
    case 'StartTask': {
      const name = textAt(parameters, 'taskDefinition') ?? '';
      const family = name.includes(':') ? name : `${name}:*`;
      const known = look.taskDefinitionOf(request.region, name);
      return one(
        call,
        name.startsWith('arn:') ? name : (known ?? arnOf(call, 'ecs', `task-definition/${family}`)),
        context,
      );
    }
    default: {
      if (!/Service|Task/.test(operation ?? '')) return undefined;
      const resources = resourcesOf(call, operation ?? '');
      return resources === undefined || 'missing' in resources
        ? undefined
        : resources.arns.flatMap((resource) => one(call, resource, context));
    }
  }
}

/** What the load balancers' service makes has a name and no id yet; the reference lists the classic ones beside. */
function elasticloadbalancing(call: Call): readonly Needed[] | undefined {
  const { operation, parameters } = call;
  const name = textAt(parameters, 'Name') ?? '';
  switch (operation) {
    case 'CreateLoadBalancer': {
      const type = { network: 'net', gateway: 'gwy' }[textAt(parameters, 'Type') ?? ''] ?? 'app';
      return one(call, arnOf(call, 'elasticloadbalancing', `loadbalancer/${type}/${name}/*`));
    }
    case 'CreateTargetGroup':
      return one(call, arnOf(call, 'elasticloadbalancing', `targetgroup/${name}/*`));
    case 'AddTags':
    case 'RemoveTags': {
      const arns = textsAt(parameters, 'ResourceArns');
      return arns.length === 0 ? undefined : arns.flatMap((arn) => one(call, arn));
    }
    default:
      return undefined;
  }
}

function route53(call: Call): readonly Needed[] | undefined {
  const { operation, parameters } = call;
  const id = textAt(parameters, 'ResourceId') ?? '';
  switch (operation) {
    case 'ChangeResourceRecordSets':
      return one(
        call,
        `arn:aws:route53:::hostedzone/${textAt(parameters, 'HostedZoneId') ?? ''}`,
        recordContext(call),
      );
    case 'ListTagsForResource':
    case 'ChangeTagsForResource':
      return one(call, `arn:aws:route53:::${textAt(parameters, 'ResourceType') ?? ''}/${id}`);
    // The network is looked at with the caller's rights (Route 53 guide, "API permissions").
    case 'AssociateVPCWithHostedZone':
      return [
        ...one(call, `arn:aws:route53:::hostedzone/${textAt(parameters, 'HostedZoneId') ?? ''}`),
        { action: 'ec2:DescribeVpcs', resource: '*', context: contextOf() },
      ];
    default:
      return undefined;
  }
}

/** A topic with a key encrypts for who publishes (SNS guide, "Key management"). */
function sns(call: Call, look: ResourceLook): readonly Needed[] | undefined {
  const [topic] = namedOf(call, 'topic');
  const { parameters } = call;
  if (topic === undefined) return undefined;
  const context = contextOf({
    'sns:Protocol': textAt(parameters, 'Protocol'),
    'sns:Endpoint': textAt(parameters, 'Endpoint') ?? textAt(parameters, 'NotificationEndpoint'),
  });
  if (call.operation !== 'Publish' && call.operation !== 'PublishBatch') return one(call, topic, context);
  const key = look.encryptionKeyOf(topic);
  return [
    { action: 'sns:Publish', resource: topic, context },
    ...(key === undefined
      ? []
      : usesOfKey(call, look, { actions: ['GenerateDataKey', 'Decrypt'], key, via: 'sns' })),
  ];
}

/** A batch is the single action; a queue with a key encrypts for who sends and decrypts for who receives (SQS guide). */
function sqs(call: Call, look: ResourceLook): readonly Needed[] | undefined {
  const [queue] = namedOf(call, 'queue');
  if (queue === undefined) return undefined;
  const action = (call.operation ?? '').replace(/Batch$/, '');
  const key = look.encryptionKeyOf(queue);
  const uses: readonly string[] =
    { SendMessage: ['GenerateDataKey', 'Decrypt'], ReceiveMessage: ['Decrypt'] }[action] ?? [];
  return [
    { action: `sqs:${action}`, resource: queue, context: contextOf() },
    ...(key === undefined ? [] : usesOfKey(call, look, { actions: uses, key, via: 'sqs' })),
  ];
}

/** Parameters by path, tags by kind, and secure strings with the caller's rights to their key. */
function ssm(call: Call, look: ResourceLook): readonly Needed[] | undefined {
  const { operation = '', parameters } = call;
  const arn = (name: string): string => arnOf(call, 'ssm', `parameter/${name.replace(/^\//, '')}`);
  if (/TagsToResource|TagsFromResource|TagsForResource/.test(operation)) {
    const isParameter = textAt(parameters, 'ResourceType') === 'Parameter';
    return isParameter ? one(call, arn(textAt(parameters, 'ResourceId') ?? '')) : undefined;
  }
  if (operation === 'GetParametersByPath') {
    const path = arn(textAt(parameters, 'Path') ?? '').replace(/\/$/, '');
    return one(call, path, contextOf({ 'ssm:Recursive': textAt(parameters, 'Recursive') }));
  }
  if (operation !== 'PutParameter') return undefined;
  const name = arn(textAt(parameters, 'Name') ?? '');
  const isSecure = textAt(parameters, 'Type') === 'SecureString';
  return [
    ...one(call, name, contextOf({ 'ssm:Overwrite': textAt(parameters, 'Overwrite') })),
    ...(isSecure
      ? usesOfKey(call, look, {
          actions: ['Encrypt'],
          key: textAt(parameters, 'KeyId') ?? 'alias/aws/ssm',
          via: 'ssm',
          encryption: { PARAMETER_ARN: name },
        })
      : []),
  ];
}
