import {
  ListApplicationsCommand,
  ListConfigurationProfilesCommand,
  ListEnvironmentsCommand,
} from '@aws-sdk/client-appconfig';
import {
  DescribeScalableTargetsCommand,
  type ServiceNamespace,
} from '@aws-sdk/client-application-auto-scaling';
import { DescribeTableCommand, type TableDescription } from '@aws-sdk/client-dynamodb';
import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { DescribeKeyCommand, ListAliasesCommand } from '@aws-sdk/client-kms';
import { DescribeSecretCommand, type DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { ResourceLook } from '../map';
import { arnFrom } from './arn';
import { present, type Clients } from './clients';
import { keyNameOf } from './encryption';
import type { Reader } from './facts';
import type { Identities } from './identities';
import { tagsOf } from './tags';

interface CloudLookProps {
  readonly clients: Clients;
  readonly identities: Identities;
  /** What the sessions of AppConfigData read, by the tokens that they show. */
  readonly configurations: ReadonlyMap<string, string>;
}

/** What the map asks of the cloud, from the services of the local cloud. */
export class CloudLook implements ResourceLook {
  constructor(
    private readonly reader: Reader,
    private readonly props: CloudLookProps,
  ) {}

  tagsOf(arn: string): ReadonlyMap<string, string> | undefined {
    return arn.includes('*') ? undefined : tagsOf(this.reader, this.props, arn);
  }

  keyOf(region: string, name: string): string | undefined {
    return this.reader.read('kms', `arn ${region} ${name}`, async () => {
      const key = new DescribeKeyCommand({ KeyId: name });
      const found = await present(this.props.clients.kms(region).send(key));
      return found?.KeyMetadata?.Arn === undefined ? undefined : { value: found.KeyMetadata.Arn };
    });
  }

  /** The store behind writes the key's id before what it encrypts. */
  keyOfCiphertext(region: string, ciphertext: string): string | undefined {
    const id = Buffer.from(ciphertext, 'base64').subarray(0, 36).toString('latin1');
    return /^[\w-]{36}$/.test(id) ? this.keyOf(region, id) : undefined;
  }

  boundaryOf(roleArn: string): string | undefined {
    return this.role(roleArn.split('/').at(-1) ?? '')?.boundary?.arn;
  }

  aliasesOf(keyArn: string): readonly string[] {
    if (keyArn.includes('*')) return [];
    const region = arnFrom(keyArn)?.region ?? '';
    const aliases = this.reader.read('kms', `aliases ${keyArn}`, async () => {
      const command = new ListAliasesCommand({ KeyId: keyArn });
      const found = await present(this.props.clients.kms(region).send(command));
      return found && { value: (found.Aliases ?? []).map(({ AliasName = '' }) => AliasName) };
    });
    return aliases ?? [];
  }

  roleArnOf(name: string): string | undefined {
    return this.role(name)?.arn;
  }

  secretArnOf(region: string, name: string): string | undefined {
    return this.secret(region, name)?.ARN;
  }

  encryptionKeyOf(arn: string): string | undefined {
    const parts = arnFrom(arn);
    if (parts === undefined || arn.includes('*')) return undefined;
    const name =
      parts.service === 'dynamodb'
        ? this.table(arn)?.SSEDescription?.KMSMasterKeyArn
        : parts.service === 'secretsmanager'
          ? this.secret(parts.region, arn)?.KmsKeyId
          : keyNameOf(this.reader, this.props.clients, parts);
    // The services' own keys take no right of the caller.
    if (name === undefined || name.includes('alias/aws/')) return undefined;
    return this.aliasesOfName(parts.region, name) ? undefined : name;
  }

  partitionKeyOf(tableArn: string): string | undefined {
    return this.table(tableArn)?.KeySchema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
  }

  taskDefinitionOf(region: string, family: string): string | undefined {
    if (family === '') return undefined;
    return this.reader.read('ecs', `task definition ${region} ${family}`, async () => {
      const command = new DescribeTaskDefinitionCommand({ taskDefinition: family });
      const found = await present(this.props.clients.ecs(region).send(command));
      const arn = found?.taskDefinition?.taskDefinitionArn;
      return arn === undefined ? undefined : { value: arn };
    });
  }

  appConfigIdOf(
    region: string,
    kind: 'application' | 'environment' | 'profile',
    name: string,
    application = '',
  ): string | undefined {
    return this.reader.read('appconfig', `${kind} ${region} ${application} ${name}`, async () => {
      const found = (await this.appConfigItems(region, kind, application)).find(
        ({ Id, Name }) => Id === name || Name === name,
      );
      return found?.Id === undefined ? undefined : { value: found.Id };
    });
  }

  configurationOf(token: string): string | undefined {
    return this.props.configurations.get(token);
  }

  scalableTargetOf(region: string, namespace: string, resourceId: string): string | undefined {
    return this.reader.read('application-autoscaling', `${region} ${namespace} ${resourceId}`, async () => {
      const command = new DescribeScalableTargetsCommand({
        ServiceNamespace: namespace as ServiceNamespace,
        ResourceIds: [resourceId],
      });
      const found = await this.props.clients.scaling(region).send(command);
      const arn = found.ScalableTargets?.[0]?.ScalableTargetARN;
      return arn === undefined ? undefined : { value: arn };
    });
  }

  private role(name: string) {
    return name.includes('*') ? undefined : this.props.identities.role(this.reader, name);
  }

  private aliasesOfName(region: string, name: string): boolean {
    const key = name.startsWith('arn:') ? name : this.keyOf(region, name);
    return key !== undefined && isAWSKey(this.aliasesOf(key));
  }

  private table(arn: string): TableDescription | undefined {
    const { region = '', resource = '' } = arnFrom(arn) ?? {};
    const TableName = resource.split('/')[1];
    if (TableName === undefined || TableName.includes('*')) return undefined;
    return this.reader.read('dynamodb', `table ${region} ${TableName}`, async () => {
      const command = new DescribeTableCommand({ TableName });
      const found = await present(this.props.clients.dynamodb(region).send(command));
      return found?.Table && { value: found.Table };
    });
  }

  private secret(region: string, name: string): DescribeSecretResponse | undefined {
    return this.reader.read('secretsmanager', `secret ${region} ${name}`, async () => {
      const command = new DescribeSecretCommand({ SecretId: name });
      const value = await present(this.props.clients.secrets(region).send(command));
      return value && { value };
    });
  }

  private async appConfigItems(
    region: string,
    kind: 'application' | 'environment' | 'profile',
    ApplicationId: string,
  ): Promise<readonly { readonly Id?: string | undefined; readonly Name?: string | undefined }[]> {
    const client = this.props.clients.appconfig(region);
    if (kind === 'application') return (await client.send(new ListApplicationsCommand({}))).Items ?? [];
    const found =
      kind === 'environment'
        ? await present(client.send(new ListEnvironmentsCommand({ ApplicationId })))
        : await present(client.send(new ListConfigurationProfilesCommand({ ApplicationId })));
    return found?.Items ?? [];
  }
}

/** Whether a key is one of those that AWS manages, by its aliases. */
export function isAWSKey(aliases: readonly string[]): boolean {
  return aliases.some((alias) => alias.startsWith('alias/aws/'));
}
